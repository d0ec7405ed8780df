package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunState;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.run.internal.JdbiSeriesRecord;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.Series;
import dev.reconciler.verify.anomaly.SeriesRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The series of the figures that runs recorded. */
public abstract class SeriesContract extends ControlStoreContract {
    private static final String ORDERS = "public.orders";
    private static final TenantId ACME = new TenantId("acme");

    private final JdbiRuns runs = new JdbiRuns(store.jdbi(), store.dialect(), store.clock());
    private final SeriesRecord series = new JdbiSeriesRecord(store.jdbi(), store.dialect());
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
                .extracting(each -> each.measure() + " "
                        + each.points().stream().map(Series.Point::value).toList())
                .containsExactly(
                        "rows of the source [10, 12]",
                        "rows of the target [10, 11]",
                        "differing rows found by checksum [5]");
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
                .containsExactly(40L, 41L));
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
