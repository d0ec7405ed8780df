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
import dev.reconciler.run.RuleStanding;
import dev.reconciler.run.RunState;
import dev.reconciler.run.Runs;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.testing.ControlStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
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

        assertThat(results.last(List.of("totals", "balances", "unknown")))
                .containsExactly(
                        agreed("r9", "balances", ""),
                        agreed("r1", "totals", "acme"),
                        agreed("r9", "totals", "globex"),
                        agreed("r1", "totals", LONG_TENANT));
        assertThat(results.last(List.of("balances"))).containsExactly(agreed("r9", "balances", ""));
        assertThat(results.last(List.of())).isEmpty();
        assertThat(list(null, null, null, null)).hasSize(5);
    }

    @Test
    void standingIsThatOfTheLastResultsOfAllTenants() {
        run("r1");
        run("r2");
        results.record(List.of(violated("r1", "totals", "acme", 9), failed("r1", "totals", "globex")));
        results.record(List.of(violated("r2", "totals", "acme", 3), violated("r2", "totals", "initech", 4)));
        results.record(List.of(agreed("r2", "balances", ""), failed("r2", "gone", "acme")));

        assertThat(results.standings(List.of("totals", "balances", "never")))
                .containsExactly(new RuleStanding("balances", 0, 0), new RuleStanding("totals", 7, 1));
        assertThat(results.standings(List.of())).isEmpty();
    }

    private static RuleResult violated(String run, String rule, String tenant, long violations) {
        return new RuleResult(
                run,
                new Subject(rule, "public.orders", new TenantId(tenant)),
                Outcome.VIOLATED,
                new Figures(20, violations, List.of()),
                null,
                "",
                new At(7, "0/7"),
                TIMING);
    }

    @Test
    void resultsAreRemovedExceptForTheLastOfEachRuleAndTenant() {
        run("r1");
        run("r2");
        results.record(List.of(agreed("r1", "totals", "acme"), agreed("r1", "totals", "globex")));
        results.record(List.of(agreed("r2", "totals", "acme")));
        runs.start(new NewRun("o1", "other", "rules", "api", List.of(), List.of()), Duration.ofMinutes(1));
        runs.finish("o1", RunState.SUCCEEDED, List.of(), "");
        runs.start(new NewRun("o2", "other", "rules", "api", List.of(), List.of()), Duration.ofMinutes(1));
        RuleResults others = new JdbiRuleResults(store.jdbi(), store.dialect(), "other");
        others.record(List.of(agreed("o1", "totals", "acme")));
        others.record(List.of(agreed("o2", "totals", "acme")));

        results.prune(TIMING.started());
        assertThat(list(null, null, null, null)).as("none is older").hasSize(3);
        results.prune(TIMING.started().plusMillis(1));

        assertThat(list(null, null, null, null))
                .containsExactly(agreed("r2", "totals", "acme"), agreed("r1", "totals", "globex"));
        assertThat(results.last(List.of("totals")))
                .containsExactly(agreed("r2", "totals", "acme"), agreed("r1", "totals", "globex"));
        assertThat(others.list(all(PageRequest.FIRST)).total())
                .as("of the other pipeline")
                .isEqualTo(2);
    }

    /** An attempt that was resumed records results of its run after a later run did. */
    @Test
    void replacedResultOfAnEarlierRunIsNotTheLast() {
        run("r1");
        run("r2");
        results.record(List.of(failed("r1", "totals", "acme")));
        results.record(List.of(failed("r2", "totals", "acme")));

        results.record(List.of(agreed("r1", "totals", "acme")));

        assertThat(results.last(List.of("totals"))).containsExactly(failed("r2", "totals", "acme"));
    }

    @Test
    void lastResultsAreReadWithoutTheHistory() throws SQLException {
        run("r0");
        List<RuleResult> hundred = IntStream.range(0, 100)
                .mapToObj(i -> agreed("r0", "rule" + i % 10, "tenant" + i / 10))
                .toList();
        results.record(hundred);
        IntStream.range(1, 1_001).forEach(i -> run("old" + i));
        store.jdbi().useHandle(handle -> handle.execute("""
            INSERT INTO reconciler.rule_result (run, pipeline, rule, table_id, tenant, outcome, group_count, violations,
                kept, reason, started, took_micros)
            SELECT r.id, x.pipeline, x.rule, x.table_id, x.tenant, x.outcome, 1, 0, x.kept, '', x.started, 1
            FROM reconciler.run AS r CROSS JOIN (SELECT * FROM reconciler.rule_result WHERE run = 'r0') AS x
            WHERE r.id <> 'r0'
            """));
        run("r2");
        results.record(hundred.stream()
                .map(each -> agreed(
                        "r2", each.subject().rule(), each.subject().tenant().value()))
                .toList());
        assertThat(results.list(all(PageRequest.FIRST)).total()).isEqualTo(100_200);
        List<String> sent = new ArrayList<>();
        store.jdbi().setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                sent.add(context.getParsedSql().getSql());
            }
        });

        List<RuleResult> last = results.last(List.of("rule3", "rule4"));

        assertThat(last).hasSize(20).extracting(RuleResult::run).containsOnly("r2");
        assertThat(sent).hasSize(1);
        assertThat(rowsRead(sent.get(0), "shop", List.of("rule3", "rule4")))
                .as("rows that the server reads for: " + sent.get(0))
                .isLessThan(500);
    }

    /** The number of rows that the server reads for a statement. */
    private long rowsRead(String sql, String pipeline, List<String> rules) throws SQLException {
        return store.jdbi().withHandle(handle -> {
            Connection connection = handle.getConnection();
            boolean isPostgres =
                    connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
            try (Statement plain = connection.createStatement()) {
                plain.execute(isPostgres ? "ANALYZE reconciler.rule_result, reconciler.rule_last" : "FLUSH STATUS");
            }
            long read = 0;
            try (PreparedStatement statement =
                    connection.prepareStatement((isPostgres ? "EXPLAIN (ANALYZE) " : "") + sql)) {
                statement.setString(1, pipeline);
                if (isPostgres) {
                    statement.setArray(2, connection.createArrayOf("text", rules.toArray()));
                } else {
                    for (int i = 0; i < rules.size(); i++) {
                        statement.setString(2 + i, rules.get(i));
                    }
                }
                try (ResultSet lines = statement.executeQuery()) {
                    while (lines.next()) {
                        read += isPostgres ? actualRows(lines.getString(1)) : 0;
                    }
                }
            }
            return isPostgres ? read : handlerReads(connection);
        });
    }

    /** The rows of a plan's node, times its loops, with the rows that a filter removed. */
    private static long actualRows(String line) {
        Matcher node = Pattern.compile("actual .*?rows=([0-9.]+) loops=(\\d+)").matcher(line);
        Matcher removed = Pattern.compile("Rows Removed by .*: (\\d+)").matcher(line);
        return node.find()
                ? (long) (Double.parseDouble(node.group(1)) * Long.parseLong(node.group(2)))
                : removed.find() ? Long.parseLong(removed.group(1)) : 0;
    }

    private static long handlerReads(Connection connection) throws SQLException {
        long read = 0;
        try (Statement statement = connection.createStatement();
                ResultSet counters = statement.executeQuery("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
            while (counters.next()) {
                read += counters.getLong(2);
            }
        }
        return read;
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

        assertThat(list(null, null, null, null)).containsExactly(agreed("r1", "totals", "acme"));
        assertThat(results.last(List.of("totals"))).isEmpty();
    }
}
