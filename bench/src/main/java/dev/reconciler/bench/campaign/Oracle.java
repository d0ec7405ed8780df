package dev.reconciler.bench.campaign;

import dev.reconciler.bench.campaign.Sightings.Sighting;
import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.bench.lab.score.Observed;
import dev.reconciler.bench.lab.score.Score;
import dev.reconciler.bench.lab.score.Scorecard;
import dev.reconciler.bench.lab.score.ScoredDrift;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the findings with the injected drift, and the target with the source. */
final class Oracle {
    /** The campaign does not record the time of a correction, so a drift explains observations without a time limit. */
    private static final Duration RECORDING = Duration.ZERO;

    private final long seed;
    private final World world;
    private final Sightings sightings;
    private final List<Injected> injected;
    private final List<LostStream> lost;

    /** The time from the loss of a stream until all of its lost changes were found and repaired. */
    record LostStream(Instant from, Instant to) {
        boolean contains(Instant at) {
            return !at.isBefore(from) && !at.isAfter(to);
        }
    }

    Oracle(long seed, World world, Sightings sightings, List<Injected> injected, List<LostStream> lost) {
        this.seed = seed;
        this.lost = List.copyOf(lost);
        this.world = world;
        this.sightings = sightings;
        this.injected = injected;
    }

    /** Verifies everything until no drift is left to find, to decide or to repair; false if time runs out before. */
    boolean settle(Duration atMost) throws InterruptedException {
        boolean settled = Waits.until(atMost, 2000, () -> {
            checksum();
            sightings.look();
            List<RowDifference> differences = world.differences();
            return differences.isEmpty()
                    && missed(score(differences)).isEmpty()
                    && sightings.all().stream().noneMatch(Sighting::isOpen);
        });
        if (!settled) {
            world.timeline.say(
                    "not settled: %d drifts not found, %d discrepancies open",
                    missed(score(List.of())).size(),
                    sightings.all().stream().filter(Sighting::isOpen).count());
        }
        return settled;
    }

    /** Verifies everything until only the rows of drift differ; false if time runs out before. */
    boolean repairs(Duration atMost) throws InterruptedException {
        return Waits.until(atMost, 2000, () -> {
            checksum();
            Set<RowDifference> own = injected.stream()
                    .map(drift -> new RowDifference(drift.table(), drift.key()))
                    .collect(Collectors.toSet());
            boolean repaired = own.containsAll(world.differences());
            // Only now: every repair is recorded now, and belongs to the time of the lost stream.
            sightings.look();
            return repaired;
        });
    }

    private void checksum() throws InterruptedException {
        try {
            world.api.post("/api/v1/pipelines/" + World.PIPELINE + "/runs", Map.of("job", "checksum"));
        } catch (IOException e) {
            world.timeline.note("own checksum not started: %s", String.valueOf(e.getMessage())); // one runs already
        }
    }

    /**
     * Scores the injected drift by the recorded discrepancies.
     *
     * @param differences the rows that differ now
     */
    Score score(List<RowDifference> differences) {
        List<Observed> observed =
                sightings.all().stream().map(Sighting::observed).toList();
        Score score = new Scorecard(RECORDING).score(seed, injected, observed, List.of(), differences);
        List<Observed> falseAlarms = score.falseAlarms().stream()
                .filter(alarm -> lost.stream().noneMatch(stream -> stream.contains(alarm.detectedAt())))
                .toList();
        return new Score(seed, score.drifts(), falseAlarms, score.lost());
    }

    /** Returns the required drifts that are not recorded. */
    static List<ScoredDrift> missed(Score score) {
        return required(score).drifts().stream()
                .filter(scored -> scored.detectedAt() == null)
                .toList();
    }

    /** Returns the score of the required drifts only. */
    static Score required(Score score) {
        List<ScoredDrift> drifts = score.drifts().stream()
                .filter(scored -> scored.drift().mustBeFound())
                .toList();
        return new Score(score.seed(), drifts, List.of(), List.of());
    }

    /** Returns writes that replaced a newer version by an older one, except those of drift. */
    List<String> staleOverwrites() {
        return witnessed("stale", Set.of());
    }

    /** Returns writes that changed nothing, except those in tables with corrections. */
    List<String> repeatedWrites() {
        Set<String> corrected =
                world.query(CampaignServer.TARGET, "SELECT DISTINCT table_id FROM reconciler.journal").stream()
                        .map(row -> String.valueOf(row.get("table_id")))
                        .collect(Collectors.toSet());
        return witnessed("repeated", corrected);
    }

    private List<String> witnessed(String kind, Set<String> exceptTables) {
        Set<String> own = injected.stream()
                .map(drift -> drift.table() + "/" + drift.key())
                .collect(Collectors.toSet());
        List<String> seen = new ArrayList<>();
        world.query(CampaignServer.TARGET, "SELECT * FROM witness WHERE kind = '" + kind + "'")
                .forEach(row -> {
                    String table = world.tableId(String.valueOf(row.get("tab")).substring("of_".length()));
                    if (!exceptTables.contains(table) && !own.contains(table + "/" + row.get("row_key"))) {
                        seen.add(row.toString());
                    }
                });
        return seen;
    }

    /** Returns the parked events. */
    List<String> parked() {
        return world.query(CampaignServer.TARGET, "SELECT * FROM reconciler.parked_event").stream()
                .map(Object::toString)
                .toList();
    }
}
