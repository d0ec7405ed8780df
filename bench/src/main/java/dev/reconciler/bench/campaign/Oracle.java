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

/** Judges what was found by what was injected, and the target by the source. */
final class Oracle {
    /** Nothing of the campaign says when a drift was corrected, so what it explains, it explains from then on. */
    private static final Duration RECORDING = Duration.ZERO;

    private final long seed;
    private final World world;
    private final Sightings sightings;
    private final List<Injected> injected;
    private final List<LostStream> lost;

    /** From when a stream was lost until all that it lost was found and repaired. */
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

    /** Has everything verified until nothing is left to find, to decide or to repair; false if that is not so in time. */
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

    /** Has everything verified until only the drift's own rows differ; false if that is not so in time. */
    boolean repairs(Duration atMost) throws InterruptedException {
        return Waits.until(atMost, 2000, () -> {
            checksum();
            Set<RowDifference> own = injected.stream()
                    .map(drift -> new RowDifference(drift.table(), drift.key()))
                    .collect(Collectors.toSet());
            boolean repaired = own.containsAll(world.differences());
            // Only now: whatever was repaired is on record by now, and is to be seen in the time of the lost stream.
            sightings.look();
            return repaired;
        });
    }

    private void checksum() throws InterruptedException {
        try {
            world.api.post("/api/v1/pipelines/" + World.PIPELINE + "/runs", Map.of("job", "checksum"));
        } catch (IOException e) {
            world.timeline.note("no checksum of our own: %s", String.valueOf(e.getMessage())); // one runs already
        }
    }

    /**
     * What was injected against what is on record now.
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

    /** What must be found, and is not on record. */
    static List<ScoredDrift> missed(Score score) {
        return required(score).drifts().stream()
                .filter(scored -> scored.detectedAt() == null)
                .toList();
    }

    /** Of the drifts that must be found, and nothing else. */
    static Score required(Score score) {
        List<ScoredDrift> drifts = score.drifts().stream()
                .filter(scored -> scored.drift().mustBeFound())
                .toList();
        return new Score(score.seed(), drifts, List.of(), List.of());
    }

    /** Older versions in the place of newer ones, except where the drift put them. */
    List<String> staleOverwrites() {
        return witnessed("stale", "");
    }

    /** Rows written that were there already, except by a correction. */
    List<String> repeatedWrites() {
        return witnessed(
                "repeated", " AND NOT EXISTS (SELECT FROM reconciler.journal j WHERE j.table_id = 'public.' || w.tab)");
    }

    private List<String> witnessed(String kind, String exception) {
        Set<String> own = injected.stream()
                .map(drift -> drift.table() + "/" + drift.key())
                .collect(Collectors.toSet());
        List<String> seen = new ArrayList<>();
        world.query(CampaignServer.TARGET, "SELECT w.* FROM witness w WHERE kind = '" + kind + "'" + exception)
                .forEach(row -> {
                    if (!own.contains("public." + row.get("tab") + "/" + row.get("key"))) {
                        seen.add(row.toString());
                    }
                });
        return seen;
    }

    /** Events that could not be applied. */
    List<String> parked() {
        return world
                .query(CampaignServer.TARGET, "SELECT table_id, key, operation, error FROM reconciler.parked_event")
                .stream()
                .map(Object::toString)
                .toList();
    }
}
