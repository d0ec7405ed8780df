package dev.reconciler.verify.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both sides are counted, but not the keys that they share. */
@Tag("unit")
class PopulationTest {
    @Test
    void keysOfTheSmallerSideOnlyTakeTwoDifferingRowsEach() {
        Population sides = Population.of(1_000, 990, 0);

        assertThat(sides.keys(0)).isEqualTo(1_000);
        assertThat(sides.keys(10)).as("the source has ten more").isEqualTo(1_000);
        assertThat(sides.keys(11)).isEqualTo(1_000);
        assertThat(sides.keys(12)).isEqualTo(1_001);
        assertThat(sides.keys(1_990)).as("no key is on both sides").isEqualTo(1_990);
        assertThat(sides.keys(100_000)).isEqualTo(1_990);
    }

    @Test
    void aKeyInDoubtMayBeOnOneSideAndAgree() {
        assertThat(Population.of(1_000, 990, 4).keys(8)).isEqualTo(1_001);
    }

    @Test
    void aKnownPopulationDoesNotDependOnWhatDiffers() {
        assertThat(Population.known(1_000).keys(900)).isEqualTo(1_000);
    }

    /**
     * By the distribution itself. Of {@code differing} rows, {@code e} are keys of the smaller side only, and as many and the
     * difference of both counts are keys of the larger side only.
     */
    @Test
    void theConfidenceHoldsHoweverManyKeysEachSideHasThatTheOtherLacks() {
        SampleSize usual = new SampleSize(0.95, 0.05);
        for (int rows : new int[] {100, 1_000}) {
            for (int gap : new int[] {0, 3}) {
                Population sides = Population.of(rows, rows - gap, 0);
                for (int drawn : new int[] {rows / 4, rows * 95 / 100, rows - 1}) {
                    Bounds[] bounds = new Bounds[drawn + 1];
                    for (int differing = gap; differing <= 40; differing++) {
                        for (int e = 0; 2 * e + gap <= differing; e++) {
                            double missed = missed(usual, sides, drawn, differing, rows + e, bounds);
                            assertThat(missed)
                                    .as("%d of %d drawn, %d differ, %d keys", drawn, rows, differing, rows + e)
                                    .isLessThanOrEqualTo(0.05 + 1e-9);
                        }
                    }
                }
            }
        }
    }

    private static double missed(
            SampleGoal goal, Population sides, int drawn, int differing, int keys, Bounds[] bounds) {
        HypergeometricDistribution found = HypergeometricDistribution.of(keys, differing, drawn);
        double missed = 0;
        for (int n = found.getSupportLowerBound(); n <= found.getSupportUpperBound(); n++) {
            if (bounds[n] == null) {
                bounds[n] = goal.bounds(n, drawn, sides);
            }
            double share = (double) differing / keys;
            boolean holds = bounds[n].least() <= differing
                    && differing <= bounds[n].most()
                    && bounds[n].share().from() <= share
                    && share <= bounds[n].share().to();
            missed += holds ? 0 : found.probability(n);
        }
        return missed;
    }

    @Test
    void aBoundIsProvenWhateverKeysTheSidesShare() {
        for (int rows : new int[] {500, 20_000}) {
            for (int fewerThan : new int[] {1, 2, 10, 40}) {
                BoundToProve goal = new BoundToProve(0.99, fewerThan);
                Population sides = Population.of(rows, rows, 0);
                int size = (int) goal.of(sides);

                for (int e = 0; 2 * e <= fewerThan; e++) {
                    assertThat(HypergeometricDistribution.of(rows + e, fewerThan, size)
                                    .probability(0))
                            .isLessThanOrEqualTo(0.01 + 1e-9);
                }
                assertThat(goal.bounds(0, size, sides).most()).isLessThan(fewerThan);
            }
        }
    }
}
