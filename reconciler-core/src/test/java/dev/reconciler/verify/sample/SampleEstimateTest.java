package dev.reconciler.verify.sample;

import static dev.reconciler.verify.sample.SampleEstimate.Recommendation.ACCEPTABLE;
import static dev.reconciler.verify.sample.SampleEstimate.Recommendation.EXCELLENT;
import static dev.reconciler.verify.sample.SampleEstimate.Recommendation.LARGER_SAMPLE;
import static dev.reconciler.verify.sample.SampleEstimate.Recommendation.POOR;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SampleEstimateTest {
    private static SampleEstimate estimate(long population, long drawn, long differing) {
        return SampleEstimate.of(
                SampleSize.QUICK, new SampleEstimate.Draw(Population.known(population), drawn, differing));
    }

    @Test
    void theBoundsOfTheIntervalDecideTheRecommendation() {
        assertThat(estimate(100_000, 385, 0).recommendation()).isEqualTo(EXCELLENT);
        assertThat(estimate(100_000, 385, 4).recommendation()).isEqualTo(ACCEPTABLE);
        assertThat(estimate(100_000, 385, 30).recommendation()).isEqualTo(LARGER_SAMPLE);
        assertThat(estimate(100_000, 385, 70).recommendation()).isEqualTo(POOR);
        assertThat(estimate(100, 100, 1).recommendation()).as("exactly 1 %").isEqualTo(ACCEPTABLE);
        assertThat(estimate(100, 100, 10).recommendation()).as("exactly 10 %").isEqualTo(LARGER_SAMPLE);
    }

    @Test
    void theTotalIsTheShareOfThePopulation() {
        assertThat(estimate(100_000, 400, 3).errors().estimated()).isEqualTo(750);
        assertThat(estimate(100_000, 400, 3).rate()).isEqualTo(0.0075);
        assertThat(estimate(0, 0, 0).errors().estimated()).isZero();
    }

    @Test
    void theLargerSampleDecidesIfItsShareIsTheSame() {
        SampleEstimate small = estimate(100_000, 50, 0);
        long size = small.largerSample();

        assertThat(small.recommendation()).isEqualTo(LARGER_SAMPLE);
        assertThat(size).isBetween(51L, 100L);
        assertThat(estimate(100_000, size, 0).recommendation()).isEqualTo(ACCEPTABLE);
    }

    @Test
    void aShareThatNoSampleDecidesTakesEveryRow() {
        assertThat(estimate(1_000, 100, 7).largerSample()).isEqualTo(1_000);
    }

    /** 400 of 100,000 rows agree; of a tenant of 100 rows, 30 further ones were compared, and 15 of them differ. */
    @Test
    void furtherRowsCountForTheLeastNumberButDoNotNarrowTheBounds() {
        Population table = Population.known(100_000);
        SampleEstimate uniform = SampleEstimate.of(SampleSize.QUICK, new SampleEstimate.Draw(table, 400, 0));

        SampleEstimate weighted = SampleEstimate.of(
                SampleSize.QUICK,
                new SampleEstimate.Draw(table, 400, 0),
                new SampleEstimate.Draw(table, 430, 15),
                50.0 / 100_000);

        assertThat(weighted.drawn()).isEqualTo(430);
        assertThat(weighted.differing()).isEqualTo(15);
        assertThat(weighted.errors().estimated()).isEqualTo(50);
        assertThat(weighted.errors().least()).isEqualTo(15);
        assertThat(weighted.errors().most()).isEqualTo(uniform.errors().most());
        assertThat(weighted.interval().from()).isEqualTo(15.0 / 100_000);
        assertThat(weighted.interval().to()).isEqualTo(uniform.interval().to());
    }

    @Test
    void noLargerSampleIsAdvisedWhereThisOneDecides() {
        assertThat(estimate(100_000, 385, 0).largerSample()).isZero();
        assertThat(estimate(100_000, 385, 0).advice()).isEqualTo("excellent");
        assertThat(estimate(1_000, 100, 7).advice()).isEqualTo("take a larger sample, of 1000 rows");
    }
}
