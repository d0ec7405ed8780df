package dev.reconciler.verify.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;

@Tag("unit")
class SampleSizeTest {
    private static final long NEARLY_INFINITE = Long.MAX_VALUE;

    /** Cochran, Sampling Techniques, 4.4: 384.146 for 95 % and 5 %, corrected for the population. */
    @Example
    void textbookSizes() {
        SampleSize usual = new SampleSize(0.95, 0.05);

        assertThat(usual.of(Population.known(NEARLY_INFINITE))).isEqualTo(385);
        assertThat(usual.of(Population.known(10_000))).isEqualTo(370);
        assertThat(usual.of(Population.known(1_000))).isEqualTo(278);
        assertThat(usual.of(Population.known(100))).isEqualTo(80);
        assertThat(usual.of(Population.known(1))).isEqualTo(1);
        assertThat(usual.of(Population.known(0))).isZero();
        assertThat(new SampleSize(0.99, 0.01).of(Population.known(NEARLY_INFINITE)))
                .isEqualTo(16_588);
    }

    /** The size for a tiny margin tells the quantile to seven digits: n = z^2 / (4 margin^2). */
    @Example
    void theNormalQuantileIsAccurateInBothBranches() {
        assertThat(quantile(0.5)).isCloseTo(0.6744897501960817, within(5e-8));
        assertThat(quantile(0.8)).isCloseTo(1.2815515655446004, within(5e-8));
        assertThat(quantile(0.9)).isCloseTo(1.6448536269514722, within(5e-8));
        assertThat(quantile(0.95)).isCloseTo(1.959963984540054, within(5e-8));
        assertThat(quantile(0.9515)).isCloseTo(1.9729610513118847, within(5e-8));
        assertThat(quantile(0.99)).isCloseTo(2.5758293035489004, within(5e-8));
        assertThat(quantile(0.999)).isCloseTo(3.2905267314919255, within(5e-8));
        assertThat(quantile(0.999999)).isCloseTo(4.891638475699412, within(5e-8));
    }

    private static double quantile(double confidence) {
        double margin = 1e-4;
        return 2 * margin * Math.sqrt(new SampleSize(confidence, margin).of(Population.known(NEARLY_INFINITE)));
    }

    @Property
    void aSampleIsNeverEmptyAndNeverMoreThanThereIs(
            @ForAll @Scale(15) @DoubleRange(min = 0, minIncluded = false, max = 1, maxIncluded = false)
                    double confidence,
            @ForAll @Scale(15) @DoubleRange(min = 0, minIncluded = false, max = 1, maxIncluded = false) double margin,
            @ForAll @LongRange(min = 1, max = 1L << 40) long population) {
        assertThat(new SampleSize(confidence, margin).of(Population.known(population)))
                .isBetween(1L, population);
    }

    @Example
    void nearCertaintyAndNearlyNoMarginTakeEverything() {
        assertThat(new SampleSize(Math.nextDown(1.0), 0.0001).of(Population.known(1_000)))
                .isEqualTo(1_000);
        assertThat(new SampleSize(0.95, Double.MIN_VALUE).of(Population.known(1_000)))
                .isEqualTo(1_000);
    }

    @Property
    void moreRowsMoreConfidenceOrLessMarginNeverTakeFewer(
            @ForAll @Scale(6) @DoubleRange(min = 0.5, max = 0.999) double confidence,
            @ForAll @Scale(6) @DoubleRange(min = 0.005, max = 0.2) double margin,
            @ForAll @LongRange(min = 1, max = 1_000_000) long population,
            @ForAll @LongRange(min = 0, max = 1_000_000) long more) {
        long size = new SampleSize(confidence, margin).of(Population.known(population));

        assertThat(new SampleSize(confidence, margin).of(Population.known(population + more)))
                .isGreaterThanOrEqualTo(size);
        assertThat(new SampleSize((1 + confidence) / 2, margin).of(Population.known(population)))
                .isGreaterThanOrEqualTo(size);
        assertThat(new SampleSize(confidence, margin / 2).of(Population.known(population)))
                .isGreaterThanOrEqualTo(size);
    }

    /** Clopper and Pearson 1934; figures as of statsmodels' proportion_confint(method="beta"). */
    @Example
    void textbookIntervals() {
        SampleSize usual = new SampleSize(0.95, 0.05);

        assertThat(usual.bounds(10, 100, Population.known(NEARLY_INFINITE))
                        .share()
                        .from())
                .isCloseTo(0.04900469, within(1e-7));
        assertThat(usual.bounds(10, 100, Population.known(NEARLY_INFINITE))
                        .share()
                        .to())
                .isCloseTo(0.17622260, within(1e-7));
        assertThat(usual.bounds(0, 100, Population.known(NEARLY_INFINITE))
                        .share()
                        .from())
                .isCloseTo(0, within(1e-12));
        assertThat(usual.bounds(0, 100, Population.known(NEARLY_INFINITE))
                        .share()
                        .to())
                .isCloseTo(0.03621669, within(1e-7));
        assertThat(usual.bounds(5, 5, Population.known(NEARLY_INFINITE)).share().from())
                .isCloseTo(0.47817624, within(1e-7));
        assertThat(usual.bounds(5, 5, Population.known(NEARLY_INFINITE)).share().to())
                .isCloseTo(1, within(1e-12));
    }

    /** With and without replacement differ less the smaller the part that is drawn. */
    @Example
    void boundsOfAHugePopulationAreThoseOfAnInfiniteOne() {
        SampleSize usual = new SampleSize(0.99, 0.01);

        SampleSize.Interval huge =
                usual.bounds(7, 16_000, Population.known(ExactBounds.HUGE)).share();
        SampleSize.Interval infinite =
                usual.bounds(7, 16_000, Population.known(NEARLY_INFINITE)).share();

        assertThat(huge.from()).isCloseTo(infinite.from(), within(1e-8));
        assertThat(huge.to()).isCloseTo(infinite.to(), within(1e-8));
    }

    /** 2 of 500,000 rows differ, and one of them is among the 16,055 drawn. */
    @Example
    void oneOfTwoDifferingRowsFoundDoesNotExcludeTheTruth() {
        SampleSize.Interval interval = new SampleSize(0.99, 0.01)
                .bounds(1, 16_055, Population.known(500_000))
                .share();

        assertThat(interval.from()).isLessThanOrEqualTo(2.0 / 500_000);
        assertThat(interval.to()).isGreaterThan(1.0 / 16_055).isLessThan(8.0 / 16_055);
    }

    /** By drawing: from none to 20 differing rows among very many. */
    @Example
    void theConfidenceHoldsForAHandfulOfDifferingRows() {
        SampleSize usual = new SampleSize(0.95, 0.01);
        Random random = new Random(20_261_126);
        long[] populations =
                random.longs(100, 20_000, 2_000_000).toArray(); // an interval takes a millisecond, so sizes repeat
        Map<List<Long>, SampleSize.Interval> intervals = new HashMap<>();
        int missed = 0;
        for (int seed = 0; seed < 10_000; seed++) {
            int differing = seed % 21;
            long population = populations[seed % populations.length];
            long size = usual.of(Population.known(population));
            long found = drawn(random, population, differing, size);
            SampleSize.Interval interval = intervals.computeIfAbsent(
                    List.of(found, population), any -> usual.bounds(found, size, Population.known(population))
                            .share());
            double truth = (double) differing / population;
            missed += interval.from() <= truth && truth <= interval.to() ? 0 : 1;
        }

        assertThat(missed).isLessThanOrEqualTo(500);
    }

    /** By the distribution itself: of no number of differing rows does the interval miss more often than the confidence allows. */
    @Example
    void theProbabilityOfMissingTheTruthIsBoundedForEachNumberOfDifferingRows() {
        SampleSize usual = new SampleSize(0.95, 0.01);
        for (long population : new long[] {30, 1_000, 500_000}) {
            long size = Math.max(10, usual.of(Population.known(population)) / 3);
            for (int differing = 0; differing <= 20; differing++) {
                double missed = 0;
                for (int found = 0; found <= Math.min(differing, size); found++) {
                    SampleSize.Interval interval = usual.bounds(found, size, Population.known(population))
                            .share();
                    double truth = (double) differing / population;
                    if (truth < interval.from() || interval.to() < truth) {
                        missed += probability(found, differing, size, population);
                    }
                }
                assertThat(missed)
                        .as(differing + " of " + population + ", " + size + " drawn")
                        .isLessThanOrEqualTo(0.05);
            }
        }
    }

    /** The probability that a draw finds exactly so many: C(differing, found) ways, each row of which is drawn or not in turn. */
    private static double probability(int found, int differing, long size, long population) {
        double probability = 1;
        for (int i = 0; i < differing; i++) {
            double others = population - i;
            probability *= i < found ? (size - i) / others : (population - size - (i - found)) / others;
        }
        for (int i = 1; i <= found; i++) {
            probability *= (double) (differing - found + i) / i;
        }
        return probability;
    }

    private static int drawn(Random random, long population, int differing, long size) {
        int found = 0;
        for (int i = 0; i < differing; i++) {
            if (random.nextDouble() * (population - i) < size - found) {
                found++;
            }
        }
        return found;
    }

    /**
     * Rows that differ and rows that agree are drawn alike, so the bounds of the one are the complement of the other's, however many
     * there are of each.
     */
    @Property(tries = 200)
    void whereMuchDiffersTheIntervalIsAsNarrowAsWhereLittleDoes(
            @ForAll @IntRange(min = 1, max = 5_000) int drawn,
            @ForAll @DoubleRange(min = 0, max = 1) @Scale(3) double share,
            @ForAll @LongRange(min = 1, max = 10_000_000) long rest) {
        long differing = Math.round(share * drawn);
        SampleSize usual = new SampleSize(0.95, 0.05);
        for (long population : new long[] {drawn + rest, NEARLY_INFINITE}) {
            SampleSize.Interval interval =
                    usual.bounds(differing, drawn, Population.known(population)).share();
            SampleSize.Interval others = usual.bounds(drawn - differing, drawn, Population.known(population))
                    .share();

            assertThat(interval.from()).isCloseTo(1 - others.to(), within(1e-6));
            assertThat(interval.to()).isCloseTo(1 - others.from(), within(1e-6));
            // Hoeffding's bound, on either side
            double width = Math.sqrt(Math.log(2 / 0.025) / (2.0 * drawn)) + 1.0 / drawn;
            assertThat(interval.from()).isGreaterThanOrEqualTo((double) differing / drawn - width);
            assertThat(interval.to()).isLessThanOrEqualTo((double) differing / drawn + width);
        }
    }

    @Example
    void nothingDrawnSaysNothingAndEverythingDrawnSaysAll() {
        SampleSize usual = new SampleSize(0.95, 0.05);

        assertThat(usual.bounds(0, 0, Population.known(10)).share()).isEqualTo(new SampleSize.Interval(0, 1));
        assertThat(usual.bounds(0, 0, Population.known(0)).share()).isEqualTo(new SampleSize.Interval(0, 0));
        assertThat(usual.bounds(3, 12, Population.known(12)).share()).isEqualTo(new SampleSize.Interval(0.25, 0.25));
    }

    @Property
    void anIntervalHoldsTheShareDrawnAndShrinksTheMoreOfThePopulationIsDrawn(
            @ForAll @IntRange(min = 1, max = 1_000) int drawn,
            @ForAll @IntRange(min = 0, max = 1_000) int differing,
            @ForAll @LongRange(min = 0, max = 100_000) long rest) {
        Assume.that(differing <= drawn);
        SampleSize usual = new SampleSize(0.95, 0.05);
        double share = (double) differing / drawn;
        SampleSize.Interval interval =
                usual.bounds(differing, drawn, Population.known(drawn + rest)).share();
        SampleSize.Interval ofMore = usual.bounds(differing, drawn, Population.known(drawn + 2 * rest + 1))
                .share();

        double row = 1.0 / (drawn + rest); // bounds are whole numbers of rows
        assertThat(share).isBetween(interval.from() - row - 1e-12, interval.to() + row + 1e-12);
        assertThat(interval.from()).isBetween(0.0, 1.0);
        assertThat(interval.to()).isBetween(0.0, 1.0);
        assertThat(ofMore.to() - ofMore.from()).isGreaterThanOrEqualTo(interval.to() - interval.from() - row - 1e-12);
    }

    /** Draws without replacement from a population whose share is known. */
    @Example
    void theIntervalHoldsTheTruthAsOftenAsItsConfidenceSays() {
        SampleSize usual = new SampleSize(0.95, 0.05);
        Random random = new Random(20_260_301);
        int population = 1_000;
        int size = (int) usual.of(Population.known(population));
        int held = 0;
        int trials = 4_000;
        for (int i = 0; i < trials; i++) {
            SampleSize.Interval interval = usual.bounds(
                            draw(random, population, 70, size), size, Population.known(population))
                    .share();
            if (interval.from() <= 0.07 && 0.07 <= interval.to()) {
                held++;
            }
        }

        assertThat((double) held / trials).isGreaterThanOrEqualTo(0.95);
    }

    private static int draw(Random random, int population, int differing, int size) {
        int found = 0;
        int left = differing;
        for (int i = 0; i < size; i++) {
            if (random.nextInt(population - i) < left) {
                found++;
                left--;
            }
        }
        return found;
    }

    @Example
    void sharesOutsideZeroToOneAreRefused() {
        assertThatThrownBy(() -> new SampleSize(1, 0.05)).hasMessageContaining("confidence");
        assertThatThrownBy(() -> new SampleSize(Double.NaN, 0.05)).hasMessageContaining("confidence");
        assertThatThrownBy(() -> new SampleSize(0.95, 0)).hasMessageContaining("margin");
    }
}
