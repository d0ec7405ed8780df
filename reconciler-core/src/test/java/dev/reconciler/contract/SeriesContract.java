package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Found;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunState;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.run.internal.JdbiSeriesRecord;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.testing.Orders;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.Scale;
import dev.reconciler.verify.anomaly.Series;
import dev.reconciler.verify.anomaly.SeriesModel;
import dev.reconciler.verify.anomaly.SeriesRecord;
import dev.reconciler.verify.anomaly.SeriesRecord.Figure;
import dev.reconciler.verify.anomaly.SeriesRecord.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The series of the figures that runs recorded. */
public abstract class SeriesContract extends ControlStoreContract {
    private static final String ORDERS = "public.orders";
    private static final TenantId ACME = new TenantId("acme");

    private final JdbiRuns runs = new JdbiRuns(store.jdbi(), store.dialect(), store.clock());
    private final SeriesRecord series = new JdbiSeriesRecord(store.jdbi(), store.dialect(), store.clock());
    private int number;

    private void run(String pipeline, String job, List<String> tables, RunState state, RunResult... results) {
        run(pipeline, job, new RunScope(tables, List.of()), state, results);
    }

    private void run(String pipeline, String job, RunScope scope, RunState state, RunResult... results) {
        String id = "r" + number++;
        runs.start(new NewRun(id, pipeline, job, "test", scope), Duration.ofMinutes(1));
        runs.finish(id, state, List.of(results), "");
        store.tick(Duration.ofMinutes(15));
    }

    private static RunResult result(String table, Verdict verdict, long source, long target, long differing) {
        return new RunResult(table, ACME, verdict, source, target, 0, differing, "");
    }

    private static String text(Series series) {
        return series.measure() + " "
                + series.points().stream().map(Series.Point::value).toList();
    }

    @Test
    void figuresOfCompleteRunsAreInTheirOrder() {
        run("shop", "count", List.of(), RunState.SUCCEEDED, result(ORDERS, Verdict.AGREED, 10, 10, 0));
        run("shop", "count", List.of(ORDERS), RunState.SUCCEEDED, result(ORDERS, Verdict.AGREED, 99, 99, 0));
        run("shop", "count", List.of(), RunState.FAILED, result(ORDERS, Verdict.AGREED, 98, 98, 0));
        run("shop", "count", List.of(), RunState.SUCCEEDED, result(ORDERS, Verdict.UNVERIFIABLE, 97, 97, 0));
        run("shop", "count", List.of(), RunState.SUCCEEDED, result("public.other", Verdict.AGREED, 96, 96, 0));
        run("other", "count", List.of(), RunState.SUCCEEDED, result(ORDERS, Verdict.AGREED, 95, 95, 0));
        run("shop", "count", List.of(), RunState.SUCCEEDED, result(ORDERS, Verdict.DIVERGED, 12, 11, 1));
        run("shop", "checksum", List.of(), RunState.SUCCEEDED, result(ORDERS, Verdict.DIVERGED, 12, 11, 5));

        List<Series> found = series.of("shop", ORDERS);

        assertThat(found).allSatisfy(each -> {
            assertThat(each.table()).isEqualTo(ORDERS);
            assertThat(each.tenant()).isEqualTo(ACME);
        });
        assertThat(found)
                .extracting(SeriesContract::text)
                .containsExactly(
                        "rows of the source [10.0, 12.0]",
                        "rows of the target [10.0, 11.0]",
                        "differing rows found by checksum [5.0]");
        assertThat(found.get(0).points().get(1).at())
                .isEqualTo(store.clock().instant().minus(Duration.ofMinutes(30)));
    }

    /** Rules with schedules of their own have runs of their own, which find other numbers of violations. */
    @Test
    void runOfSomeRulesIsNoPointOfTheSeriesOfAllRules() {
        RunScope some = new RunScope(List.of(), List.of(), List.of("nightly"));
        run("shop", "rules", List.of(), RunState.SUCCEEDED, result(ORDERS, Verdict.DIVERGED, 0, 0, 40));
        run("shop", "rules", some, RunState.SUCCEEDED, result(ORDERS, Verdict.AGREED, 0, 0, 0));
        run("shop", "rules", List.of(), RunState.SUCCEEDED, result(ORDERS, Verdict.DIVERGED, 0, 0, 41));

        assertThat(series.of("shop", ORDERS)).singleElement().satisfies(each -> assertThat(each.points())
                .extracting(Series.Point::value)
                .containsExactly(40.0, 41.0));
    }

    @Test
    void numbersAmongTheValuesOfARuleAreSeriesBySide() {
        RuleResults results = new JdbiRuleResults(store.jdbi(), store.dialect(), "shop");
        for (int i = 0; i < 2; i++) {
            run("shop", "rules", List.of(), RunState.SUCCEEDED);
            results.record(List.of(result("r" + i, "total=" + (10 + i) + ".5, name=\"a, n=7\"", "total=-2, name=b")));
        }
        run("shop", "rules", List.of(ORDERS), RunState.SUCCEEDED);
        results.record(List.of(result("r2", "total=99", "total=99")));

        List<Series> found = series.of("shop", ORDERS);

        assertThat(found)
                .extracting(SeriesContract::text)
                .containsExactly(
                        "total of rule revenue in the source [10.5, 11.5]",
                        "total of rule revenue in the target [-2.0, -2.0]");
        assertThat(found).extracting(Series::scale).containsOnly(Scale.AMOUNT);
        assertThat(found).extracting(Series::tenant).containsOnly(ACME);
    }

    private RuleResult result(String run, String source, String target) {
        return new RuleResult(
                run,
                new RuleResult.Subject("revenue", ORDERS, ACME),
                RuleResult.Outcome.AGREED,
                new RuleResult.Figures(1, 0, List.of()),
                new RuleResult.Values(source, target, ""),
                "",
                new RuleResult.At(1, "0/1"),
                new RuleResult.Timing(store.clock().instant(), Duration.ofMillis(1)));
    }

    @Test
    void correctionsAreCountedInEachCompleteHourSinceTheFirstRun() {
        run("shop", "count", List.of(), RunState.SUCCEEDED);
        store.tick(Duration.ofMinutes(90));
        correct("1");
        correct("2");
        store.tick(Duration.ofHours(2));
        correct("3");

        List<Series> corrections = series.of("shop", ORDERS);

        assertThat(corrections).singleElement().satisfies(each -> {
            assertThat(text(each)).isEqualTo("rows corrected in an hour [0.0, 2.0, 0.0]");
            assertThat(each.points().get(0).at()).isEqualTo(ControlStore.START);
            assertThat(each.tenant()).isEqualTo(ACME);
            assertThat(each.scale()).isEqualTo(Scale.BURST);
        });
        store.tick(Duration.ofMinutes(15));
        assertThat(series.of("shop", ORDERS))
                .as("an hour is counted once it is complete")
                .extracting(SeriesContract::text)
                .containsExactly("rows corrected in an hour [0.0, 2.0, 0.0, 1.0]");
    }

    private void correct(String key) {
        Finding extra = new Finding.ExtraInTarget(ORDERS, ACME, RowKey.of(key), new Row(List.of(key)));
        Discrepancy found = store.discrepancies()
                .record("shop", Orders.proof(1), List.of(new Found(extra, Attribution.unknown(""), Severity.LOW)))
                .get(0)
                .discrepancy();
        store.discrepancies()
                .settle(
                        found.id(),
                        found.lifecycle().version(),
                        new Settlement(DiscrepancyState.AUTO_CORRECTED, "k" + key, null, null),
                        "auto",
                        "by policy");
    }

    @Test
    void recordedPointsAreASeriesOfTheirColumnAndSide() {
        Instant first = store.clock().instant();
        Instant second = first.plusSeconds(60);
        series.record(
                "shop", ORDERS, second, List.of(nulls(Measure.SOURCE_NULLS, 0.9), nulls(Measure.TARGET_NULLS, 0.9)));
        series.record("shop", ORDERS, first, List.of(nulls(Measure.SOURCE_NULLS, 0.1)));
        series.record(
                "shop", ORDERS, second, List.of(nulls(Measure.SOURCE_NULLS, 0.2), nulls(Measure.TARGET_NULLS, 0.3)));
        series.record("other", ORDERS, second, List.of(nulls(Measure.SOURCE_NULLS, 0.7)));
        series.record("shop", SeriesRecord.PIPELINE, second, List.of(lag(1.5)));

        List<Series> found = series.of("shop", ORDERS);

        assertThat(found)
                .extracting(SeriesContract::text)
                .as("a moment that is recorded again replaces its points")
                .containsExactly("note is NULL in the source [0.1, 0.2]", "note is NULL in the target [0.3]");
        assertThat(found.get(0).points())
                .containsExactly(new Series.Point(first, 0.1, 1_000), new Series.Point(second, 0.2, 1_000));
        assertThat(found).extracting(Series::scale).containsOnly(Scale.SHARE);
        assertThat(series.of("shop", SeriesRecord.PIPELINE)).singleElement().satisfies(each -> {
            assertThat(text(each)).isEqualTo("lag of the target in seconds [1.5]");
            assertThat(each.scale()).isEqualTo(Scale.BURST);
            assertThat(each.table()).isEmpty();
        });
    }

    private static Figure nulls(Measure side, double share) {
        return new Figure(side, "note", ACME, share, 1_000);
    }

    private static Figure lag(double seconds) {
        return new Figure(Measure.LAG, "", TenantId.NONE, seconds, 0);
    }

    @Test
    void oldestPointsAreRemoved() {
        Instant start = store.clock().instant();
        for (int i = 0; i < SeriesModel.SHARES + 5; i++) {
            series.record(
                    "shop",
                    ORDERS,
                    start.plusSeconds(i),
                    List.of(nulls(Measure.SOURCE_NULLS, 0.1), nulls(Measure.TARGET_NULLS, 0.1)));
            series.record("shop", SeriesRecord.PIPELINE, start.plusSeconds(i), List.of(lag(i)));
        }

        assertThat(series.of("shop", ORDERS)).hasSize(2).allSatisfy(each -> {
            assertThat(each.points()).hasSize(SeriesModel.SHARES);
            assertThat(each.points().get(0).at()).isEqualTo(start.plusSeconds(5));
        });
        assertThat(series.of("shop", SeriesRecord.PIPELINE).get(0).points()).hasSize(SeriesModel.SHARES + 5);
    }

    @Test
    void runOfChangedRowsIsNoPointOfTheSeriesOfAllRows() {
        Instant now = store.clock().instant();
        RunScope some = new RunScope(
                List.of(), List.of(), List.of(), new ChangedBetween(now.minus(Duration.ofMinutes(1)), now));
        run("shop", "count", List.of(), RunState.SUCCEEDED, result(ORDERS, Verdict.AGREED, 10, 10, 0));
        run("shop", "count", some, RunState.SUCCEEDED, result(ORDERS, Verdict.AGREED, 0, 0, 0));

        assertThat(series.of("shop", ORDERS)).isNotEmpty().allSatisfy(each -> assertThat(each.points())
                .hasSize(1));
    }
}
