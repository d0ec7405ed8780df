package dev.reconciler.bench.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.bench.lab.score.DriftOutcome;
import dev.reconciler.bench.lab.score.Observed;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads the daemon's discrepancies repeatedly, and decides those in review as a reviewer: the source is right. */
final class Sightings implements AutoCloseable {
    private static final long LOOK_MILLIS = 1000;

    private final World world;
    private final Map<String, Sighting> byId = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "sightings");
    private volatile boolean retries;
    private volatile boolean stopped;

    /**
     * A recorded discrepancy.
     *
     * @param observed with the time of its first sighting: the daemon's own clock may be wrong
     */
    record Sighting(String id, Observed observed, DiscrepancyState state) {
        boolean isOpen() {
            return state == DiscrepancyState.OPEN || state == DiscrepancyState.IN_REVIEW;
        }
    }

    Sightings(World world) {
        this.world = world;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    List<Sighting> all() {
        return List.copyOf(byId.values());
    }

    private void run() {
        try {
            while (!stopped) {
                try {
                    look();
                    review();
                    if (retries) {
                        retryParked();
                    }
                } catch (IOException e) {
                    world.timeline.note("the API does not answer: %s", String.valueOf(e.getMessage()));
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads all recorded discrepancies. */
    synchronized void look() throws IOException, InterruptedException {
        for (JsonNode item : world.api.all("/api/v1/discrepancies")) {
            byId.compute(item.path("id").asText(), (id, before) -> sighting(id, item, before));
        }
    }

    private Sighting sighting(String id, JsonNode item, @Nullable Sighting before) {
        DiscrepancyState state = DiscrepancyState.valueOf(item.path("state").asText());
        Observed observed = new Observed(
                item.path("table").asText(),
                new TenantId(item.path("tenant").asText("")),
                item.path("subject").asText(),
                DiscrepancyType.valueOf(item.path("type").asText()),
                Cause.valueOf(item.path("cause").asText()),
                before == null ? Instant.now() : before.observed().detectedAt(),
                DriftOutcome.of(state));
        if (before == null || before.state() != state) {
            world.timeline.note("%s %s/%s is %s: %s", observed.type(), observed.table(), item.path("key"), state, item);
        }
        return new Sighting(id, observed, state);
    }

    private void review() throws IOException, InterruptedException {
        for (JsonNode item : world.api.all("/api/v1/reviews")) {
            JsonNode discrepancy = item.path("discrepancy");
            String path = "/api/v1/reviews/" + discrepancy.path("id").asText();
            try {
                world.api.post(path + "/claim", Map.of());
                JsonNode answer = world.api.post(
                        path + "/resolution",
                        Map.of(
                                "action", "APPLY_SOURCE",
                                "notes", "campaign",
                                "version", discrepancy.path("version").asInt()));
                world.timeline.note("review of %s: %s", path, answer.path("outcome"));
            } catch (IOException e) {
                // It changed meanwhile, or the window was void: the next turn decides it.
                world.timeline.note("review of %s: %s", path, String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * Switches the retries of parked events, in place of an operator, on or off: parked events are allowed only after the loss of
     * a stream.
     */
    void retryParked(boolean retry) {
        retries = retry;
    }

    private void retryParked() throws IOException, InterruptedException {
        for (JsonNode event : world.api.get("/api/v1/parked").path("items")) {
            String path = "/api/v1/parked/" + event.path("id").asText() + "/retry";
            try {
                world.timeline.note("%s: %s", path, world.api.post(path, Map.of()));
            } catch (IOException e) {
                // An earlier retry included it, or its parent is still missing: the next turn retries.
                world.timeline.note("%s: %s", path, String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
