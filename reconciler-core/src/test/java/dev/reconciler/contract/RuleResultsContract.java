package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.reconciler.control.Cursor;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResult.At;
import dev.reconciler.run.RuleResult.Difference;
import dev.reconciler.run.RuleResult.Figures;
import dev.reconciler.run.RuleResult.Outcome;
import dev.reconciler.run.RuleResult.Subject;
import dev.reconciler.run.RuleResult.Timing;
import dev.reconciler.run.RuleResult.Values;
import dev.reconciler.run.RuleResultQuery;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.RunState;
import dev.reconciler.run.Runs;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.testing.ControlStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The record of the results of rules. */
public abstract class RuleResultsContract extends ControlStoreContract {
    private static final Timing TIMING = new Timing(ControlStore.START, Duration.ofNanos(1_234_567_000));
    private static final String LONG_TENANT = "tenant ".repeat(1_000);

    private final Runs runs = new JdbiRuns(store.jdbi(), store.dialect(), store.clock());
    private final RuleResults results = new JdbiRuleResults(store.jdbi(), store.dialect(), "shop");

    private String run(String id) {
        runs.start(new NewRun(id, "shop", "rules", "api", List.of(), List.of()), Duration.ofMinutes(1));
        runs.finish(id, RunState.SUCCEEDED, List.of(), "");
        return id;
    }

    private static RuleResult agreed(String run, String rule, String tenant) {
        return new RuleResult(
                run,
                new Subject(rule, "public.orders", new TenantId(tenant)),
                Outcome.AGREED,
                new Figures(1, 0, List.of()),
                new Values("total=1", "total=1", ""),
                "",
                new At(7, "0/7"),
                TIMING);
    }

    private static RuleResult failed(String run, String rule, String tenant) {
        return RuleResult.withoutVerdict(
                run,
                new Subject(rule, "public.orders", new TenantId(tenant)),
                Outcome.ERROR,
                "division by zero",
                TIMING);
    }

    private static RuleResultQuery all(PageRequest page) {
        return new RuleResultQuery(null, null, null, null, page);
    }

    private List<RuleResult> list(
            @Nullable String rule, @Nullable String tenant, @Nullable String run, @Nullable Outcome outcome) {
        return results.list(new RuleResultQuery(
                        rule, tenant == null ? null : new TenantId(tenant), run, outcome, PageRequest.FIRST))
                .items();
    }

    @Test
    void resultIsKeptAsItIsAndAllViolationsAreCounted() {
        List<Difference> differences = IntStream.range(0, 300)
                .mapToObj(i -> new Difference(
                        "id=" + i + ", name=\"\u00e9\ud83d\ude00, \\\"\u0000\"", new Values("n=NULL", "n=" + i, "")))
                .toList();
        RuleResult violated = new RuleResult(
                run("r1"),
                new Subject("totals", "public.orders", new TenantId(LONG_TENANT)),
                Outcome.VIOLATED,
                new Figures(5_000, 300, differences),
                null,
                "",
                new At(7, "0/7"),
                TIMING);

        results.record(List.of(violated, failed("r1", "other", "")));

        assertThat(list("totals", LONG_TENANT, "r1", Outcome.VIOLATED)).containsExactly(violated);
        assertThat(list("totals", LONG_TENANT, "r1", Outcome.VIOLATED).get(0).figures())
                .satisfies(figures -> {
                    assertThat(figures.kept()).isEqualTo(differences.subList(0, 100));
                    assertThat(figures.more()).isEqualTo(200);
                });
        assertThat(list("other", "", null, null)).containsExactly(failed("r1", "other", ""));
    }

    @Test
    void laterAttemptOfARunReplacesItsResult() {
        run("r1");
        results.record(List.of(failed("r1", "totals", "acme"), agreed("r1", "totals", "globex")));

        results.record(List.of(agreed("r1", "totals", "acme")));

        assertThat(list("totals", null, null, null))
                .containsExactlyInAnyOrder(agreed("r1", "totals", "acme"), agreed("r1", "totals", "globex"));
    }

    @Test
    void lastIsTheLatestOfEachRuleAndTenantOfThisPipeline() {
        run("r9");
        run("r1");
        results.record(List.of(
                failed("r9", "totals", "acme"), agreed("r9", "totals", "globex"), agreed("r9", "balances", "")));
        results.record(List.of(agreed("r1", "totals", "acme"), agreed("r1", "totals", LONG_TENANT)));
        runs.start(new NewRun("o1", "other", "rules", "api", List.of(), List.of()), Duration.ofMinutes(1));
        new JdbiRuleResults(store.jdbi(), store.dialect(), "other").record(List.of(failed("o1", "totals", "acme")));

        assertThat(results.last())
                .containsExactly(
                        agreed("r9", "balances", ""),
                        agreed("r1", "totals", "acme"),
                        agreed("r9", "totals", "globex"),
                        agreed("r1", "totals", LONG_TENANT));
        assertThat(list(null, null, null, null)).hasSize(5);
    }

    @Test
    void lastEvaluationOfARuleIsTheLatestStartOfAnyTenant() {
        RuleResult earlier = agreed(run("r1"), "totals", "acme");
        RuleResult later = RuleResult.withoutVerdict(
                run("r2"),
                new Subject("totals", "public.orders", new TenantId("globex")),
                Outcome.ERROR,
                "division by zero",
                new Timing(ControlStore.START.plusSeconds(3_600), Duration.ZERO));
        results.record(List.of(later, earlier, failed("r1", "balances", "")));
        runs.start(new NewRun("r3", "shop", "rules", "api", List.of(), List.of("acme")), Duration.ofMinutes(1));
        results.record(List.of(RuleResult.withoutVerdict(
                "r3",
                new Subject("totals", "public.orders", new TenantId("acme")),
                Outcome.ERROR,
                "of one tenant only",
                new Timing(ControlStore.START.plusSeconds(7_200), Duration.ZERO))));

        assertThat(results.lastEvaluated())
                .containsOnly(
                        entry("totals", ControlStore.START.plusSeconds(3_600)), entry("balances", ControlStore.START));
    }

    @Test
    void pagesAreLatestFirstAndAWalkIsOldestFirst() {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String id = run("r" + (i * 5 % 7));
            written.add(id);
            results.record(List.of(agreed(id, "totals", "acme")));
        }
        List<String> latestFirst = new ArrayList<>(written);
        java.util.Collections.reverse(latestFirst);

        Page<RuleResult> page = results.list(all(new PageRequest(1, 3)));
        assertThat(page.items()).extracting(RuleResult::run).isEqualTo(latestFirst.subList(3, 6));
        assertThat(page.total()).isEqualTo(7);

        List<String> walked = new ArrayList<>();
        Cursor next = Cursor.START;
        while (next != null) {
            Page<RuleResult> part = results.list(all(PageRequest.after(next, 3)));
            part.items().forEach(result -> walked.add(result.run()));
            next = part.next();
        }
        assertThat(walked).isEqualTo(written);
    }

    @Test
    void resultsAreRemovedWithTheirRun() {
        run("r1");
        run("r2");
        results.record(List.of(agreed("r1", "totals", "acme")));
        results.record(List.of(agreed("r2", "totals", "acme")));

        store.jdbi().useHandle(handle -> handle.execute("DELETE FROM reconciler.run WHERE id = 'r2'"));

        assertThat(results.last()).containsExactly(agreed("r1", "totals", "acme"));
    }
}
