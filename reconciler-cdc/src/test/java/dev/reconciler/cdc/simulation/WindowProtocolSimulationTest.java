package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The window protocol never fails, and each shortcut is caught in at least one seed of a hundred. {@code -Dsimulation.seeds=N} runs
 * more seeds, {@code -Dsimulation.first=S} from another one on; a failure names its seed. The seeds of a mutant end early once its
 * rate is certain; {@code -Dsimulation.exhaustive=true} runs all of them.
 */
@Tag("unit")
class WindowProtocolSimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 4_000);
    private static final int FIRST = Integer.getInteger("simulation.first", 0);
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("simulation.exhaustive");
    private static final double LEAST_RATE = 0.01;
    /** The chance that a mutant whose rate is lower passes at one look. */
    private static final double ERROR = 1e-6;

    private static final int LOOK_EVERY = 50;

    private static final Map<Mutant, Rate> RATES = new TreeMap<>();

    private record Rate(int seeds, int caught) {
        double value() {
            return (double) caught / seeds;
        }

        boolean isCertain() {
            return BinomialConfidenceInterval.CLOPPER_PEARSON
                            .fromErrorRate(seeds, caught, 2 * ERROR)
                            .getLowerBound()
                    >= LEAST_RATE;
        }
    }

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
                "window simulation: %d seeds, %d windows, %d lanes (%d with keys in doubt, %d with a later F than the first one,"
                        + " %d with a C smaller than S, %d with an H larger than S), %d drifts found, %d corrections,"
                        + " %d crashes, %d changes compared, %d suspects%n",
                SEEDS,
                counts.windows,
                counts.lanes,
                counts.withDoubt,
                counts.lanesApart,
                counts.contentsSmaller,
                counts.highsLarger,
                counts.drifts,
                counts.corrections,
                counts.crashes,
                counts.compared,
                counts.suspects);
        assertThat(failures).isEmpty();
        assertThat(counts.withDoubt).isGreaterThan(SEEDS / 2);
        assertThat(counts.lanesApart).isGreaterThan(SEEDS / 4);
        assertThat(counts.contentsSmaller).isGreaterThan(SEEDS);
        assertThat(counts.highsLarger).isGreaterThan(SEEDS);
        assertThat(counts.drifts).isGreaterThan(SEEDS / 2);
        assertThat(counts.corrections).isGreaterThan(SEEDS / 10);
        assertThat(counts.crashes).isGreaterThan(SEEDS / 10);
        assertThat(counts.compared).isGreaterThan(5 * SEEDS);
        assertThat(counts.suspects).isGreaterThan(SEEDS / 2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyShortcutIsCaughtInAtLeastOneSeedOfAHundred(Mutant mutant) {
        Rate rate = new Rate(0, 0);
        while (rate.seeds() < SEEDS
                && (EXHAUSTIVE || rate.seeds() == 0 || rate.seeds() % LOOK_EVERY != 0 || !rate.isCertain())) {
            String failure = new Simulation(FIRST + rate.seeds(), mutant).run(new Simulation.Counts());
            rate = new Rate(rate.seeds() + 1, rate.caught() + (failure == null ? 0 : 1));
        }
        RATES.put(mutant, rate);
        assertThat(rate.value())
                .as("share of the seeds that catch %s: %s", mutant, rate)
                .isGreaterThanOrEqualTo(LEAST_RATE);
    }

    @AfterAll
    static void printRates() {
        System.out.printf("shortcuts of the window protocol, each run with the seeds from %d on:%n", FIRST);
        System.out.printf("%-26s %6s %7s %7s%n", "mutant", "seeds", "caught", "rate");
        RATES.forEach((mutant, rate) ->
                System.out.printf("%-26s %6d %7d %6.1f%%%n", mutant, rate.seeds(), rate.caught(), 100 * rate.value()));
    }
}
