package dev.reconciler.bench.campaign;

import dev.reconciler.bench.campaign.Sightings.Sighting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges what was found by what was injected, and the target by the source. */
final class Oracle {
    private final World world;
    private final Sightings sightings;
    private final List<Injected> injected;
    private final List<LostStream> lost;
    private final Comparison comparison;

    /** From when a stream was lost until all that it lost was found and repaired. */
    record LostStream(long fromNanos, long toNanos) {
        boolean contains(long nanos) {
            return nanos - fromNanos >= 0 && toNanos - nanos >= 0;
        }
    }

    Oracle(World world, Sightings sightings, List<Injected> injected, List<LostStream> lost) {
        this.lost = List.copyOf(lost);
        this.world = world;
        this.sightings = sightings;
        this.injected = injected;
        this.comparison = new Comparison(world);
    }

    /** Has everything verified until nothing is left to find, to decide or to repair; false if that is not so in time. */
    boolean settle(Duration atMost) throws InterruptedException {
        boolean settled = Waits.until(atMost, 2000, () -> {
            checksum();
            sightings.look();
            return missed().isEmpty()
                    && sightings.all().stream().noneMatch(Sighting::isOpen)
                    && comparison.differences().isEmpty();
        });
        if (!settled) {
            world.timeline.say(
                    "not settled: %d drifts not found, %d discrepancies open",
                    missed().size(),
                    sightings.all().stream().filter(Sighting::isOpen).count());
        }
        return settled;
    }

    /** Has everything verified until only the drift's own rows differ; false if that is not so in time. */
    boolean repairs(Duration atMost) throws InterruptedException {
        return Waits.until(atMost, 2000, () -> {
            checksum();
            Set<String> own = injected.stream().map(Injected::subject).collect(Collectors.toSet());
            boolean repaired = comparison.differences().stream()
                    .allMatch(text -> own.contains("public." + text.substring(text.lastIndexOf(' ') + 1)));
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

    /** What must be found, and is not on record. */
    List<Injected> missed() {
        Map<String, Long> seen = firstSeen();
        return injected.stream()
                .filter(Injected::mustBeFound)
                .filter(drift -> !seen.containsKey(drift.subject()))
                .toList();
    }

    long found() {
        Map<String, Long> seen = firstSeen();
        return injected.stream()
                .filter(drift -> seen.containsKey(drift.subject()))
                .count();
    }

    double worstSecondsToDetect() {
        Map<String, Long> seen = firstSeen();
        return injected.stream()
                .filter(drift -> drift.mustBeFound() && seen.containsKey(drift.subject()))
                .mapToDouble(drift -> (seen.getOrDefault(drift.subject(), 0L) - drift.atNanos()) / 1e9)
                .max()
                .orElse(0);
    }

    private Map<String, Long> firstSeen() {
        Map<String, Long> seen = new HashMap<>();
        sightings.all().forEach(sighting -> seen.merge(sighting.subject(), sighting.atNanos(), Math::min));
        return seen;
    }

    /** What is on record although nobody did it. */
    List<Sighting> wronglyFound() {
        Set<String> subjects = injected.stream()
                .filter(drift -> drift.kind().mayBeFound())
                .map(Injected::subject)
                .collect(Collectors.toSet());
        Set<String> counts = injected.stream()
                .filter(drift -> drift.kind().altersCounts())
                .map(Injected::table)
                .collect(Collectors.toSet());
        return sightings.all().stream()
                .filter(sighting -> !subjects.contains(sighting.subject()))
                .filter(sighting -> lost.stream().noneMatch(stream -> stream.contains(sighting.atNanos())))
                .filter(sighting -> !(sighting.type().equals("COUNT_MISMATCH") && counts.contains(sighting.table())))
                .toList();
    }

    /** Rows that differ in the end. */
    List<String> differences() {
        return comparison.differences();
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
        Set<String> own = injected.stream().map(Injected::subject).collect(Collectors.toSet());
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
