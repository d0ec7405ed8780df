package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.confirm.ConfirmSettings;
import dev.reconciler.verify.confirm.Screened;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Applications write both sides in either order, the second write up to a little less than the settle time after the first, and
 * some second writes never come. In every interleaving: only those are confirmed, and all of them in the end.
 */
@Tag("unit")
class ObserveSimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 300);
    private static final int FIRST = Integer.getInteger("simulation.first", 0);
    private static final int STEPS = 400;
    private static final int LONGEST_DELAY_MS = 95;

    @Test
    void onlyMissedWritesAreConfirmedAndAllOfThemInTheEnd() {
        long confirmed = 0;
        long dismissed = 0;
        for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Run run = new Run(seed, ObservedWorld.SETTINGS);
            assertThat(run.play()).as("seed %d", seed).isNull();
            confirmed += run.confirmed;
            dismissed += run.dismissed;
        }
        System.out.printf("observe: %d seeds, %d confirmed, %d dismissed%n", SEEDS, confirmed, dismissed);
        if (SEEDS >= 100) {
            assertThat(confirmed).isGreaterThan(SEEDS / 2);
            assertThat(dismissed).isGreaterThan(SEEDS);
        }
    }

    @Test
    void aSettleTimeThatIsTooShortIsCaught() {
        ConfirmSettings hasty = new ConfirmSettings(Duration.ofMillis(20), Duration.ofMillis(2_000));
        assertThat(IntStream.range(0, 100)
                        .mapToObj(seed -> new Run(seed, hasty).play())
                        .anyMatch(failure -> failure != null && failure.contains("nobody missed")))
                .isTrue();
    }

    private static final class Run {
        private final Random random;
        private final ObservedWorld world;
        private final List<RowKey> keys = IntStream.range(0, 8)
                .mapToObj(i -> RowKey.of(Integer.toString(i)))
                .toList();
        private final List<Second> seconds = new ArrayList<>();
        private final Set<RowKey> missed = new HashSet<>();
        private Set<RowKey> missedBefore = Set.of();
        private final Map<RowKey, @Nullable Row> last = new HashMap<>();
        private boolean writing = true;
        private int depth;
        private long lastValue;
        private int confirmed;
        private int dismissed;

        /** The other side's write of a change; {@code toSource} if the target came first. */
        private record Second(
                Instant due, RowKey key, @Nullable Row row, boolean toSource, boolean fails) {}

        Run(int seed, ConfirmSettings settings) {
            random = new Random(seed);
            world = new ObservedWorld(new InMemoryCandidates(), settings);
            world.others = this::others;
        }

        @Nullable
        String play() {
            for (int step = 0; step < STEPS; step++) {
                others();
                // A verdict holds at the window's fence: what was missed then may be repaired when it is told.
                missedBefore = Set.copyOf(missed);
                String failure = random.nextInt(12) == 0
                        ? judge(world.lookAtAll())
                        : random.nextInt(6) == 0 ? judge(world.lookAgain()) : null;
                if (failure != null) {
                    return failure;
                }
            }
            writing = false;
            while (!seconds.isEmpty() || !world.source.locked().isEmpty()) {
                others();
            }
            Set<RowKey> found = new HashSet<>();
            for (int look = 0; look < 4; look++) {
                Screened screened = look == 0 ? world.lookAtAll() : world.lookAgain();
                String failure = judge(screened);
                if (failure != null) {
                    return failure;
                }
                screened.confirmed().forEach(finding -> found.add(((Finding.OfRow) finding).key()));
                world.pass(Duration.ofMillis(101));
            }
            Set<RowKey> different = world.different(keys);
            return found.equals(different) && different.equals(missed)
                    ? null
                    : "confirmed in the end " + found + ", different " + different + ", missed " + missed;
        }

        private @Nullable String judge(Screened screened) {
            for (Finding finding : screened.confirmed()) {
                RowKey key = ((Finding.OfRow) finding).key();
                if (!(finding instanceof Finding.TemporalInconsistency)
                        && !missed.contains(key)
                        && !missedBefore.contains(key)) {
                    return finding.type() + " of " + key + " confirmed, which nobody missed";
                }
                confirmed++;
            }
            dismissed += screened.waiting().size();
            return null;
        }

        /** A little time passes, and one of the others acts; not while one is acting. */
        private void others() {
            if (depth > 0) {
                return;
            }
            depth++;
            world.pass(Duration.ofMillis(1 + random.nextInt(6)));
            for (Second second : List.copyOf(seconds)) {
                if (!second.due().isAfter(world.now())) {
                    seconds.remove(second);
                    finish(second);
                }
            }
            int act = random.nextInt(10);
            if (act < 3 && writing) {
                begin();
            } else if (act < 6) {
                world.source.makeVisible(random);
            } else if (act < 9) {
                world.apply(1 + random.nextInt(3));
            } else {
                // Prunes by an earlier content of the source: entries outlive the settle time, sometimes only just.
                prune();
            }
            depth--;
        }

        private final List<Runnable> probes = new ArrayList<>();

        private void prune() {
            var probe = world.source.probe();
            probes.add(() -> world.target.pruning().prune(probe));
            if (probes.size() > 3) {
                probes.remove(0).run();
            }
        }

        private void begin() {
            List<RowKey> free = new ArrayList<>(keys);
            free.removeAll(world.source.locked());
            seconds.forEach(second -> free.remove(second.key()));
            if (free.isEmpty()) {
                return;
            }
            RowKey key = free.get(random.nextInt(free.size()));
            boolean deletes = random.nextInt(5) == 0 && last.get(key) != null;
            Row row = deletes ? null : SimulatedTable.row(key, ++lastValue);
            boolean targetFirst = random.nextInt(3) == 0;
            boolean fails = random.nextInt(12) == 0;
            if (targetFirst) {
                world.writeTarget(key, row);
            } else {
                world.commitSource(key, row);
                last.put(key, row);
            }
            Instant due = world.now().plusMillis(random.nextInt(LONGEST_DELAY_MS - 10));
            seconds.add(new Second(due, key, row, targetFirst, fails));
        }

        private void finish(Second second) {
            if (second.fails()) {
                missed.add(second.key());
                if (world.different(List.of(second.key())).isEmpty()) {
                    missed.remove(second.key()); // what was to be written was there by chance
                }
                return;
            }
            if (second.toSource()) {
                world.commitSource(second.key(), second.row());
                last.put(second.key(), second.row());
            } else {
                world.writeTarget(second.key(), second.row());
            }
            missed.remove(second.key());
        }
    }
}
