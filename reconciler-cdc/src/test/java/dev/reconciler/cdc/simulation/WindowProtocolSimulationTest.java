package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The window protocol never fails, and each shortcut is caught. {@code -Dsimulation.seeds=N} runs more seeds,
 * {@code -Dsimulation.first=S} from another one on; a failure names its seed.
 */
class WindowProtocolSimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 2_500);
    private static final int FIRST = Integer.getInteger("simulation.first", 0);

    @Test
    void everyVerdictIsExactAndNoCorrectionOverwritesSomethingNewer() {
        Simulation.Counts counts = new Simulation.Counts();
        List<String> failures = new ArrayList<>();
        for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
            String failure = new Simulation(seed, Mutant.NONE).run(counts);
            if (failure != null) {
                failures.add("seed " + seed + ": " + failure);
            }
        }
        System.out.printf(
                "window simulation: %d seeds, %d windows, %d of them with keys in doubt, %d drifts found, %d corrections,"
                        + " %d crashes, %d changes compared, %d suspects%n",
                SEEDS,
                counts.windows,
                counts.withDoubt,
                counts.drifts,
                counts.corrections,
                counts.crashes,
                counts.compared,
                counts.suspects);
        assertThat(failures).isEmpty();
        assertThat(counts.withDoubt).isGreaterThan(SEEDS / 2);
        assertThat(counts.drifts).isGreaterThan(SEEDS / 2);
        assertThat(counts.corrections).isGreaterThan(SEEDS / 10);
        assertThat(counts.crashes).isGreaterThan(SEEDS / 10);
        assertThat(counts.compared).isGreaterThan(5 * SEEDS);
        assertThat(counts.suspects).isGreaterThan(SEEDS / 2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyShortcutIsCaught(Mutant mutant) {
        int caught = 0;
        for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
            caught += new Simulation(seed, mutant).run(new Simulation.Counts()) == null ? 0 : 1;
        }
        System.out.printf("mutant %s: caught in %d of %d seeds%n", mutant, caught, SEEDS);
        assertThat(caught).isPositive();
    }
}
