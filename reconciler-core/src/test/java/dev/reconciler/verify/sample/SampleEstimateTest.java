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
        return new SampleEstimate(population, drawn, differing, SampleSize.QUICK);
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
        assertThat(estimate(100_000, 400, 3).total()).isEqualTo(750);
        assertThat(estimate(100_000, 400, 3).rate()).isEqualTo(0.0075);
        assertThat(estimate(0, 0, 0).total()).isZero();
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
}
