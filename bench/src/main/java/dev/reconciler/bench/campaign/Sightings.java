package dev.reconciler.bench.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at the daemon's discrepancies again and again, and decides as a reviewer what waits for one: the source is right. */
final class Sightings implements AutoCloseable {
    private static final long LOOK_MILLIS = 1000;

    private final World world;
    private final Map<String, Sighting> byId = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "sightings");
    private volatile boolean retries;
    private volatile boolean stopped;

    /**
     * A discrepancy on record.
     *
     * @param subject table and key; of a table as a whole, the table and nothing more
     * @param atNanos when it was first seen here: the daemon's own clock may be set wrong
     */
    record Sighting(String id, String table, String subject, String type, String state, long atNanos, JsonNode full) {
        boolean isOpen() {
            return state.equals("OPEN") || state.equals("IN_REVIEW");
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
                    world.timeline.note("the API gives no answer: %s", String.valueOf(e.getMessage()));
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads all that is on record now. */
    synchronized void look() throws IOException, InterruptedException {
        for (JsonNode item : world.api.all("/api/v1/discrepancies")) {
            Sighting now = sighting(item);
            byId.merge(
                    now.id(),
                    now,
                    (before, after) -> new Sighting(
                            after.id(),
                            after.table(),
                            after.subject(),
                            after.type(),
                            after.state(),
                            before.atNanos(),
                            after.full()));
        }
    }

    private Sighting sighting(JsonNode item) {
        String table = item.path("table").asText();
        List<String> key = new ArrayList<>();
        item.path("key").forEach(part -> key.add(part.asText()));
        Sighting seen = new Sighting(
                item.path("id").asText(),
                table,
                key.isEmpty() ? table : table + "/" + String.join(",", key),
                item.path("type").asText(),
                item.path("state").asText(),
                System.nanoTime(),
                item);
        Sighting before = byId.get(seen.id());
        if (before == null || !before.state().equals(seen.state())) {
            world.timeline.note("%s %s is %s", seen.type(), seen.subject(), seen.state());
        }
        return seen;
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
                // It changed meanwhile, or the window was void: it is decided at the next turn.
                world.timeline.note("review of %s: %s", path, String.valueOf(e.getMessage()));
            }
        }
    }

    /** From now on parked events are, or are not, tried again as an operator would: only after a stream was lost may there be any. */
    void retryParked(boolean retry) {
        retries = retry;
    }

    private void retryParked() throws IOException, InterruptedException {
        for (JsonNode event : world.api.get("/api/v1/parked").path("items")) {
            String path = "/api/v1/parked/" + event.path("id").asText() + "/retry";
            try {
                world.timeline.note("%s: %s", path, world.api.post(path, Map.of()));
            } catch (IOException e) {
                // An earlier retry took it along, or its parent is still missing: it is tried at the next turn.
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
