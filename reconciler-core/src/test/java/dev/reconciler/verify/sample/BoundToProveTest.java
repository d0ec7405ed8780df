package dev.reconciler.verify.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.Tag;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

@Tag("unit")
class BoundToProveTest {
    /**
     * Zero-acceptance sample sizes, exact by rational arithmetic: 1 - C(N - k, n) / C(N, n) reaches the confidence with this size and
     * not with one row fewer. The last one is the "rule of three": 299 of very many rows exclude 1 % with 95 % confidence.
     */
    @Example
    void sizesAreTheLeastThatProveTheBound() {
        assertThat(new BoundToProve(0.99, 10).of(Population.known(1_000_000))).isEqualTo(369_041);
        assertThat(new BoundToProve(0.95, 1).of(Population.known(1_000))).isEqualTo(950);
        assertThat(new BoundToProve(0.95, 5).of(Population.known(500))).isEqualTo(225);
        assertThat(new BoundToProve(0.9, 5).of(Population.known(100))).isEqualTo(37);
        assertThat(new BoundToProve(0.95, 10_000).of(Population.known(1_000_000)))
                .isEqualTo(299);
    }

    @Example
    void aTableOfFewerRowsThanTheBoundIsDrawnWhole() {
        assertThat(new BoundToProve(0.99, 10).of(Population.known(10))).isEqualTo(10);
        assertThat(new BoundToProve(0.99, 10).of(Population.known(3))).isEqualTo(3);
        assertThat(new BoundToProve(0.99, 10).of(Population.known(0))).isZero();
    }

    /** The library's distribution agrees with the product, and the interval of an empty draw ends below the bound. */
    @Example
    void aDrawWithoutDifferingRowsProvesTheBoundAndOneRowFewerDoesNot() {
        for (int fewerThan : new int[] {1, 2, 10, 200}) {
            for (int population : new int[] {250, 10_000, 700_000}) {
                BoundToProve goal = new BoundToProve(0.99, fewerThan);
                int size = (int) goal.of(Population.known(population));

                assertThat(missesAll(population, fewerThan, size)).isLessThanOrEqualTo(0.01 + 1e-9);
                assertThat(missesAll(population, fewerThan, size - 1)).isGreaterThan(0.01);
                assertThat(goal.bounds(0, size, Population.known(population))
                                        .share()
                                        .to()
                                * population)
                        .isLessThan(fewerThan);
                assertThat(goal.bounds(0, size - 1, Population.known(population))
                                        .share()
                                        .to()
                                * population)
                        .isGreaterThanOrEqualTo(fewerThan - 1e-6);
            }
        }
    }

    private static double missesAll(int population, int differing, int drawn) {
        return HypergeometricDistribution.of(population, differing, drawn).probability(0);
    }

    /** Of 10,000 populations with up to 20 differing rows, a false proof is given for no more than the confidence allows. */
    @Example
    void theConfidenceOfProofsHolds() {
        Random random = new Random(20_261_128);
        int asMany = 0;
        int falselyProven = 0;
        for (int seed = 0; seed < 10_000; seed++) {
            int differing = seed % 21;
            int population = 200 + random.nextInt(100_000);
            BoundToProve goal = new BoundToProve(0.95, 1 + random.nextInt(20));
            boolean none = drawn(random, population, differing, goal.of(Population.known(population))) == 0;
            if (differing >= goal.fewerThan()) {
                asMany++;
                falselyProven += none ? 1 : 0;
            }
        }

        assertThat(asMany).isGreaterThan(4_000);
        assertThat(falselyProven).isLessThanOrEqualTo(asMany * 5 / 100).isPositive();
    }

    /** The number of differing rows in a draw, one differing row after the other. */
    private static long drawn(Random random, long population, int differing, long size) {
        long found = 0;
        for (int i = 0; i < differing; i++) {
            found += random.nextDouble() < (double) (size - found) / (population - i) ? 1 : 0;
        }
        return found;
    }

    @Example
    void boundsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new BoundToProve(1, 10)).hasMessageContaining("confidence");
        assertThatThrownBy(() -> new BoundToProve(0.99, 0)).hasMessageContaining("fewerThan");
    }
}
