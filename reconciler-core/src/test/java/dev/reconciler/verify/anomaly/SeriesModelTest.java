package dev.reconciler.verify.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Series of 300 runs, of which the last 50 are judged. */
@Tag("unit")
class SeriesModelTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration BETWEEN = Duration.ofMinutes(15);
    private static final Instant SINCE = START.plus(BETWEEN.multipliedBy(250));

    private static List<Anomaly> judge(IntToLongFunction value) {
        return judge(value, SINCE);
    }

    private static List<Anomaly> judge(IntToLongFunction value, Instant since) {
        List<Series.Point> points = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            points.add(new Series.Point(START.plus(BETWEEN.multipliedBy(i)), value.applyAsLong(i)));
        }
        return SeriesModel.judge(
                new Series("rows of the source", Scale.COUNT, "public.orders", new TenantId("acme"), points), since, 1);
    }

    /** Grows by 50 to 149 rows from run to run, less at night. */
    private static IntToLongFunction growing() {
        Random random = new Random(1);
        long[] rows = new long[300];
        rows[0] = 10_000;
        for (int i = 1; i < rows.length; i++) {
            rows[i] = rows[i - 1] + (50 + random.nextInt(100)) / (i % 96 < 32 ? 5 : 1);
        }
        return i -> rows[i];
    }

    @Test
    void steadyGrowthIsUsual() {
        assertThat(judge(growing())).isEmpty();
        assertThat(judge(i -> 7)).isEmpty();
        assertThat(judge(i -> 0)).isEmpty();
        assertThat(judge(i -> i == 280 ? 1_020 : 1_000)).as("2 % of a constant").isEmpty();
    }

    @Test
    void suddenChangeIsFoundOnceWithBothValues() {
        IntToLongFunction growing = growing();

        List<Anomaly> found = judge(i -> i < 270 ? growing.applyAsLong(i) : growing.applyAsLong(i) * 6 / 10);

        assertThat(found).singleElement().satisfies(each -> {
            assertThat(each.kind()).isEqualTo(Anomaly.Kind.SERIES);
            assertThat(each.key()).isNull();
            assertThat(each.score().value()).isGreaterThan(each.score().threshold());
            Deviation deviation = each.deviations().get(0);
            assertThat(deviation.column()).isEqualTo("rows of the source");
            assertThat(deviation.value())
                    .startsWith(growing.applyAsLong(269) + " at " + START.plus(BETWEEN.multipliedBy(269)))
                    .endsWith(" at " + START.plus(BETWEEN.multipliedBy(270)));
            assertThat(deviation.usual()).isEqualTo("a change of -4.8 % to +5.0 % between runs");
        });
    }

    @Test
    void firstDifferencesAfterManyEqualRunsAreFound() {
        assertThat(judge(i -> i < 290 ? 0 : 25)).hasSize(1);
    }

    @Test
    void changeThatIsUsualInTheSeriesIsNotNamed() {
        assertThat(judge(i -> i % 10 == 0 ? 400 : 100)).isEmpty();
    }

    @Test
    void olderPointsAndShortSeriesAreNotJudged() {
        assertThat(judge(i -> i < 200 ? 1_000 : 10))
                .as("before the judged time")
                .isEmpty();
        assertThat(judge(i -> i < 200 ? 1_000 : 10, START.plus(BETWEEN.multipliedBy(199))))
                .hasSize(1);
        assertThat(judge(i -> i < 95 ? 1_000 : 10, START.plus(BETWEEN.multipliedBy(94))))
                .as("94 earlier points")
                .isEmpty();
    }

    @Test
    void changeThatSamplingExplainsIsUsual() {
        assertThat(judgeShares(0.001)).as("1 of 1,000 rows").isEmpty();
        assertThat(judgeShares(0.05)).singleElement().satisfies(each -> assertThat(each.deviations())
                .containsExactly(new Deviation(
                        "note is NULL in the target",
                        "0.0 % of 1000 rows at " + START.plus(BETWEEN.multipliedBy(39)) + ", 5.0 % of 1000 rows at "
                                + START.plus(BETWEEN.multipliedBy(40)),
                        "0.0 % to 1.2 % after 0.0 %")));
    }

    private static List<Anomaly> judgeShares(double last) {
        List<Series.Point> points = new ArrayList<>();
        for (int i = 0; i <= 40; i++) {
            points.add(new Series.Point(START.plus(BETWEEN.multipliedBy(i)), i == 40 ? last : 0, 1_000));
        }
        return SeriesModel.judge(
                new Series("note is NULL in the target", Scale.SHARE, "public.orders", new TenantId("acme"), points),
                START.plus(BETWEEN.multipliedBy(35)),
                1);
    }
}
