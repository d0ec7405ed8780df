package dev.reconciler.verify.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("unit")
class DueChunksTest {
    private static final Instant NOW = Instant.parse("2026-01-09T12:34:56Z");
    private static final ScrubBudget WEEK = new ScrubBudget(Duration.ofDays(7));

    @Example
    void dirtyOnesAndThoseNeverVerifiedAreDueTheOthersAreNot() {
        Chunk never = Chunk.never(range(0), 0);
        Chunk dirty = chunk(1, NOW.minusSeconds(60), 11, 0);
        Chunk marked = chunk(2, NOW.minusSeconds(60), 10, 0);
        assertThat(new DueChunks(WEEK, NOW, NOW.minusSeconds(300)).of(List.of(never, dirty, marked)))
                .containsExactlyInAnyOrder(never, dirty);
    }

    @Example
    void divergedOnesAreSeenAgainOldestFirstAndNotAllAtOnce() {
        List<Chunk> diverged = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            diverged.add(chunk(i, NOW.minusSeconds(1000 - i), 0, 3));
        }
        assertThat(new DueChunks(WEEK, NOW, null).of(diverged))
                .hasSameElementsAs(diverged.subList(0, DueChunks.DIVERGED_AT_ONCE));
    }

    @Example
    void whatTheRunHasVerifiedItselfBeforeItWasCutOffIsNotDueAgain() {
        assertThat(new DueChunks(WEEK, NOW, null).of(List.of(chunk(1, NOW.plusSeconds(3), 0, 3))))
                .isEmpty();
    }

    /** Every run verifies what it is due; whatever the interval, no chunk is older than the period by more than an interval. */
    @Property(tries = 60)
    void everyCleanChunkIsVisitedWithinThePeriodAndFewMoreThanThat(
            @ForAll @IntRange(min = 1, max = 40) int chunks, @ForAll @IntRange(min = 1, max = 2000) int minutes) {
        Duration interval = Duration.ofMinutes(minutes);
        List<Chunk> map = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            map.add(chunk(i, NOW, 0, 0));
        }
        int visits = 0;
        Instant previous = NOW;
        Instant end = NOW.plus(Duration.ofDays(21));
        for (Instant now = NOW.plus(interval); now.isBefore(end); now = now.plus(interval)) {
            var due = new DueChunks(WEEK, now, previous).of(map);
            for (int i = 0; i < chunks; i++) {
                Chunk chunk = map.get(i);
                if (due.contains(chunk)) {
                    visits++;
                    map.set(i, chunk(i, now, 0, 0));
                }
                assertThat(map.get(i).verified().at())
                        .isAfter(now.minus(WEEK.period()).minusMillis(1));
            }
            previous = now;
        }
        assertThat(visits).isBetween(2 * chunks - 1, 4 * chunks + 1);
    }

    private static Chunk chunk(int number, Instant at, long dirty, long findings) {
        return new Chunk(
                number + 1,
                range(number),
                new VerifiedThrough(10, "0/10", at, "checksum"),
                100,
                findings == 0 ? Map.of() : Map.of(new TenantId("acme"), findings),
                dirty);
    }

    private static KeyRange range(int number) {
        return new KeyRange(RowKey.of("" + number), RowKey.of("" + (number + 1)));
    }
}
