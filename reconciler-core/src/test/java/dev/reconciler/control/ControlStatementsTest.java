package dev.reconciler.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.audit.ActionLog;
import dev.reconciler.audit.AuditLog;
import dev.reconciler.audit.AuditQuery;
import dev.reconciler.audit.AuditRecord;
import dev.reconciler.canary.Plant;
import dev.reconciler.canary.Plants;
import dev.reconciler.canary.internal.JdbiPlants;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.RecordedComparisons;
import dev.reconciler.compatibility.internal.JdbiRecordedComparisons;
import dev.reconciler.correction.Journal;
import dev.reconciler.correction.Suppressions;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Change;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Found;
import dev.reconciler.discrepancy.Place;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.report.EvidenceRecords;
import dev.reconciler.report.Period;
import dev.reconciler.report.ReportDeliveries;
import dev.reconciler.report.ReportFigures;
import dev.reconciler.report.ReportScope;
import dev.reconciler.report.RuleFigures;
import dev.reconciler.report.internal.JdbiEvidenceRecords;
import dev.reconciler.report.internal.JdbiReportDeliveries;
import dev.reconciler.report.internal.JdbiReportFigures;
import dev.reconciler.report.internal.JdbiRuleFigures;
import dev.reconciler.review.Claims;
import dev.reconciler.review.internal.JdbiClaims;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResultQuery;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.RunState;
import dev.reconciler.run.Runs;
import dev.reconciler.run.internal.JdbiAgreedProofs;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.run.internal.JdbiSeriesRecord;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.Anomalies;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.anomaly.SeriesRecord;
import dev.reconciler.verify.anomaly.internal.JdbiAnomalies;
import dev.reconciler.verify.cause.AgreedProofs;
import dev.reconciler.verify.changes.ChangeRecord;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.changes.CommitSpan;
import dev.reconciler.verify.changes.internal.JdbiChangeRecord;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidate.Readings;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.Reading;
import dev.reconciler.verify.confirm.internal.JdbiCandidates;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.Chunks;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import dev.reconciler.verify.coverage.SetAside;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import dev.reconciler.verify.coverage.internal.JdbiSetAside;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleEstimate.Recommendation;
import dev.reconciler.verify.sample.SampleSize;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The text of every statement that the stores send, held against a file: a change of a statement shows as a change of that file.
 * To rewrite the file, run this test with {@code -Dreconciler.test.statements=write} and explain each difference in the commit.
 */
@Tag("db")
class ControlStatementsTest {
    private static final Path EXPECTED = Path.of("src", "test", "resources", "control-statements", "postgresql.sql");
    private static final String PIPELINE = "shop";
    private static final TenantId ACME = new TenantId("acme");
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final ControlStore store = new ControlStore();
    private final Set<String> statements = new ConcurrentSkipListSet<>();
    private final Set<String> ports = new TreeSet<>();
    private final Set<String> called = new TreeSet<>();

    private static final class Recorder implements SqlLogger {
        private final Set<String> statements;

        Recorder(Set<String> statements) {
            this.statements = statements;
        }

        @Override
        public void logBeforeExecution(StatementContext context) {
            statements.add(context.getRenderedSql().strip().replaceAll("\\s+", " ") + ";");
        }
    }

    /** The port, with a note of each of its methods that is called. */
    private <P> P noted(Class<P> port, P store) {
        Stream.of(port.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .forEach(method -> ports.add(name(port, method)));
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (self, method, arguments) -> {
                    called.add(name(port, method));
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static String name(Class<?> port, Method method) {
        return port.getSimpleName() + "." + method.getName() + "/" + method.getParameterCount();
    }

    @Test
    void statementsAreTheOnesOnFile() throws IOException {
        TargetSchema.migrate(store.dataSource());
        Jdbi jdbi = store.jdbi();
        jdbi.setSqlLogger(new Recorder(statements));

        discrepancies(noted(Discrepancies.class, store.discrepancies()));
        audit(noted(AuditLog.class, store.audit()), noted(ActionLog.class, store.audit()));
        runs(noted(Runs.class, new JdbiRuns(jdbi, store.dialect(), store.clock())));
        ruleResults(noted(RuleResults.class, new JdbiRuleResults(jdbi, store.dialect(), PIPELINE)));
        noted(AgreedProofs.class, new JdbiAgreedProofs(jdbi, store.dialect(), PIPELINE))
                .of("public.orders");
        coverage(noted(Coverage.class, new JdbiCoverage(jdbi, store.dialect(), store.clock())));
        chunks(noted(Chunks.class, new JdbiChunks(jdbi, store.dialect(), PIPELINE, TenantScope.all())));
        changes(noted(ChangeRecord.class, new JdbiChangeRecord(jdbi, store.dialect(), PIPELINE, TenantScope.all())));
        candidates(noted(Candidates.class, new JdbiCandidates(jdbi, store.dialect(), PIPELINE)));
        plants(noted(Plants.class, new JdbiPlants(jdbi, store.dialect(), store.audit(), store.clock())));
        anomalies(noted(Anomalies.class, new JdbiAnomalies(jdbi, store.dialect(), store.clock())));
        deliveries(noted(
                ReportDeliveries.class, new JdbiReportDeliveries(jdbi, store.dialect(), PIPELINE, store.clock())));
        series(noted(SeriesRecord.class, new JdbiSeriesRecord(jdbi, store.dialect(), store.clock())));
        claims(noted(Claims.class, new JdbiClaims(jdbi, store.dialect(), store.clock())));
        suppressions(noted(Suppressions.class, new JdbiSuppressions(jdbi, store.dialect(), store.clock())));
        figures(noted(ReportFigures.class, new JdbiReportFigures(jdbi, store.dialect())));
        evidence(noted(EvidenceRecords.class, new JdbiEvidenceRecords(jdbi)));
        noted(RuleFigures.class, new JdbiRuleFigures(jdbi)).results(ReportScope.all(PIPELINE), Period.ALWAYS);
        comparisons(noted(RecordedComparisons.class, new JdbiRecordedComparisons(jdbi, store.dialect())));
        journal(noted(Journal.class, new JdbiJournal(jdbi, store.dialect(), PIPELINE)));
        noted(SetAside.class, new JdbiSetAside(jdbi, PIPELINE)).rows();

        assertThat(called).as("every method of every port was called").isEqualTo(ports);
        if (System.getProperty("reconciler.test.statements", "").equals("write")) {
            Files.createDirectories(EXPECTED.getParent());
            Files.write(EXPECTED, statements);
        }
        assertThat(statements).containsExactlyElementsOf(Files.readAllLines(EXPECTED));
    }

    private static Found mismatch(String key, String value) {
        return new Found(
                new Finding.FieldMismatch(
                        "public.orders",
                        ACME,
                        RowKey.of(key),
                        row(key, "acme", "good"),
                        row(key, "acme", value),
                        List.of("status"),
                        true),
                Attribution.unknown(""),
                Severity.MEDIUM);
    }

    private static Row row(String... values) {
        return new Row(Arrays.asList(values));
    }

    private static Proof proof(long fence) {
        return new Proof("run-1", "checksum", "1:2:", fence, "0/" + fence);
    }

    private void discrepancies(Discrepancies discrepancies) {
        discrepancies.record(PIPELINE, proof(5), List.of(mismatch("1", "bad"), mismatch("2", "bad")));
        discrepancies.record(PIPELINE, proof(6), List.of(mismatch("1", "worse")));
        discrepancies.record(PIPELINE, proof(2), List.of(mismatch("1", "bad")));
        List<Discrepancy> open = discrepancies.open(PIPELINE, "public.orders", "", 10);
        Discrepancy first = open.get(0);
        Discrepancy second = open.get(1);
        discrepancies.settle(
                first.id(), first.lifecycle().version(), Settlement.to(DiscrepancyState.IN_REVIEW), "ann", "");
        discrepancies.settleAll(List.of(new Change(
                second.id(),
                second.lifecycle().version(),
                Settlement.to(DiscrepancyState.IN_REVIEW),
                "ann",
                "because")));
        discrepancies.heal(List.of(first.id()), proof(7));
        discrepancies.find(first.id());
        discrepancies.findAll(List.of(first.id(), second.id()));
        discrepancies.search(DiscrepancyQuery.of(PIPELINE, PageRequest.FIRST));
        discrepancies.search(DiscrepancyQuery.of(PIPELINE, PageRequest.after(Cursor.START, 10)));
        discrepancies.search(new DiscrepancyQuery(
                PIPELINE,
                Set.of(DiscrepancyState.OPEN),
                DiscrepancyType.FIELD_MISMATCH,
                "public.orders",
                ACME,
                "1",
                PageRequest.FIRST,
                Set.of(DecisionKind.ACCEPT)));
        discrepancies.openCounts(PIPELINE);
        discrepancies.keptCounts(PIPELINE);
        discrepancies.openDependents(PIPELINE, 10);
        discrepancies.tablesSettledSince(PIPELINE, ControlStore.START);
        discrepancies.oldest(PIPELINE, DiscrepancyState.OPEN);
    }

    private static void audit(AuditLog audit, ActionLog actions) {
        actions.requireReachable();
        actions.record(new AuditRecord(PIPELINE, "ann", "did", "it", Map.of("why", "test")));
        audit.entries(AuditQuery.all(PIPELINE, PageRequest.FIRST));
        audit.entries(new AuditQuery(PIPELINE, "", "", "", Set.of("auto"), PageRequest.after(Cursor.START, 10)));
        audit.prove(PIPELINE);
    }

    private void runs(Runs runs) {
        runs.start(new NewRun("r1", PIPELINE, "checksum", "api", List.of(), List.of()), SILENCE);
        store.tick(SILENCE.multipliedBy(2));
        runs.interruptSilent(PIPELINE, SILENCE);
        runs.resume("r1", SILENCE);
        runs.heartbeat("r1");
        runs.chunksDone(
                "r1", List.of(new ChunkDone("public.orders", KeyRange.ALL, Verdict.AGREED, 5, "0/5", "7:9:8", 10)));
        runs.chunks("r1");
        runs.sampled("r1", List.of());
        runs.sampled(
                "r1",
                List.of(new RunSample(
                        "public.orders",
                        ACME,
                        new SampleEstimate(
                                10,
                                10,
                                1,
                                0.1,
                                new SampleEstimate.Errors(1, 1, 1),
                                new SampleSize.Interval(0.1, 0.1),
                                Recommendation.LARGER_SAMPLE,
                                10),
                        SampleSize.DEEP,
                        7)));
        runs.samples("r1");
        RunResult result = new RunResult("public.orders", ACME, Verdict.DIVERGED, 10, 9, 2, 1, "one is missing");
        runs.finish("r1", RunState.SUCCEEDED, List.of(result), "");
        runs.results("r1");
        runs.summaries(List.of("r1"));
        runs.find("r1");
        runs.last(PIPELINE, "checksum");
        runs.list(new RunQuery(PIPELINE, null, null, PageRequest.FIRST));
        runs.list(new RunQuery(PIPELINE, "checksum", RunState.SUCCEEDED, PageRequest.after(Cursor.START, 10)));
        runs.lastSuccess(PIPELINE);
    }

    private void ruleResults(RuleResults results) {
        results.record(List.of(RuleResult.withoutVerdict(
                "r1",
                new RuleResult.Subject("totals", "public.orders", ACME),
                RuleResult.Outcome.ERROR,
                "division by zero",
                new RuleResult.Timing(store.clock().instant(), Duration.ZERO))));
        results.list(new RuleResultQuery(null, null, null, null, PageRequest.FIRST));
        results.list(new RuleResultQuery(
                "totals", ACME, "r1", RuleResult.Outcome.ERROR, PageRequest.after(Cursor.START, 10)));
        results.last(List.of("totals"));
        results.standings(List.of("totals"));
        results.prune(ControlStore.START);
        results.lastEvaluated();
    }

    private void changes(ChangeRecord changes) {
        MappedTable table = orders();
        CommitSpan span = CommitSpan.of(ControlStore.START, ControlStore.START);
        changes.begin(List.of(table), ControlStore.START);
        changes.restart(table, ControlStore.START);
        changes.completeSince(List.of(table));
        changes.unrecordedSince();
        changes.add("one", span, Map.of(table, ChangedRows.ofKeys(List.of(RowKey.of("1")))));
        changes.replace("one", span, Map.of(table, ChangedRows.ofKeys(List.of(RowKey.of("1")))));
        changes.read(table, span.from(), span.until(), (part, rows) -> {});
        changes.prune(ControlStore.START, 1);
        changes.stop(table);
    }

    private VerifiedThrough through(long sequence) {
        return new VerifiedThrough(sequence, "0/" + sequence, store.clock().instant(), "checksum");
    }

    private void coverage(Coverage coverage) {
        coverage.verified(PIPELINE, "public.orders", ACME, Verdict.AGREED, through(5));
        coverage.unverifiable(PIPELINE, "public.orders", ACME, "count", "no key", 1);
        coverage.list(PIPELINE);
        coverage.list(PIPELINE, "public.orders");
    }

    private static MappedTable orders() {
        TableRef ref = new TableRef("public", "orders");
        Column column = new Column("id", new ColumnType("t", LogicalType.INTEGER), false, false, false, false, false);
        List<MappedColumn> columns = List.of(new MappedColumn(column, column, Transform.DIRECT));
        return new MappedTable(ref.toString(), ref, ref, columns, List.of(0), -1, List.of());
    }

    private void chunks(Chunks chunks) {
        MappedTable orders = orders();
        chunks.begin(orders, 3);
        chunks.verified(
                orders, List.of(Chunk.verified(new KeyRange(null, RowKey.of("5")), through(4), 7, Map.of(ACME, 1L))));
        chunks.verified(orders, List.of(Chunk.verified(new KeyRange(null, RowKey.of("5")), through(5), 7, Map.of())));
        chunks.mark(chunks.of(orders).stream().map(Chunk::id).toList(), 6);
        chunks.summaries(List.of(orders));
        chunks.forget(orders);
    }

    private static void candidates(Candidates candidates) {
        candidates.save(List.of(new Candidate(
                new Place("public.orders", ACME, "1"),
                true,
                DiscrepancyType.FIELD_MISMATCH,
                new Readings(ControlStore.START, new Reading(ControlStore.START, 5, "a/b"), false, 1, 0),
                false,
                false)));
        candidates.find("public.orders", List.of("1"));
        candidates.waiting("public.orders", "", 10);
        candidates.inFlight();
        candidates.forgetGroups(ControlStore.START);
        candidates.drop("public.orders", List.of("1"));
    }

    private static void plants(Plants plants) {
        plants.plan(List.of(new Plant(
                "p1",
                PIPELINE,
                "r1",
                new ChangedRow("public.orders", ACME, RowKey.of("1"), null, row("1", "acme", "planted")),
                5)));
        plants.standing(PIPELINE);
        plants.at(PIPELINE, 6);
        plants.gone(List.of("p1"), 7);
        plants.failed(PIPELINE, "r1", "checksum", "missed", "a planted row");
    }

    private static void anomalies(Anomalies anomalies) {
        Anomaly anomaly = new Anomaly(
                "public.orders", ACME, Anomaly.Kind.ROW, RowKey.of("1"), new Anomaly.Score(2, 1), List.of());
        anomalies.record(
                PIPELINE,
                "r1",
                "public.orders",
                List.of(ModelReport.notScored("public.orders", ACME, "few rows")),
                List.of(anomaly));
        anomalies.list(new AnomalyQuery(PIPELINE, null, null, null, null, PageRequest.FIRST));
        anomalies.list(new AnomalyQuery(
                PIPELINE, "r1", "public.orders", ACME, Anomaly.Kind.ROW, PageRequest.after(Cursor.START, 10)));
        anomalies.models(PIPELINE, "r1");
    }

    private static void deliveries(ReportDeliveries deliveries) {
        LocalDate day = LocalDate.parse("2026-01-01");
        deliveries.due("webhook", List.of(day));
        deliveries.latest("webhook");
        deliveries.unsent("webhook");
        deliveries.sent("webhook", day);
        deliveries.forget("webhook", day);
    }

    private static void series(SeriesRecord series) {
        series.record(
                PIPELINE,
                "public.orders",
                ControlStore.START,
                List.of(new SeriesRecord.Figure(SeriesRecord.Measure.SOURCE_NULLS, "note", ACME, 0.5, 1000)));
        series.of(PIPELINE, "public.orders");
    }

    private void claims(Claims claims) {
        String id = store.discrepancies()
                .open(PIPELINE, "public.orders", "", 1)
                .get(0)
                .id();
        claims.claim(id, "ann", ControlStore.START.plus(Duration.ofHours(1)));
        claims.of(List.of(id));
        claims.release(id, "ann");
    }

    private static void suppressions(Suppressions suppressions) {
        suppressions.suppress(PIPELINE, "public.orders", RowKey.of("1"), "hash", "c1", "ann");
        suppressions.suppressed(PIPELINE, "public.orders", Map.of(RowKey.of("1"), "another"));
        suppressions.lift(PIPELINE, "public.orders", RowKey.of("1"));
    }

    private static void figures(ReportFigures figures) {
        for (ReportScope scope : List.of(ReportScope.all(PIPELINE), new ReportScope(PIPELINE, ACME))) {
            figures.stateChanges(scope, Period.ALWAYS);
            figures.actors(scope, Period.ALWAYS);
            figures.timesToResolve(scope, Period.ALWAYS);
            figures.open(scope);
            figures.oldestOpen(scope);
            figures.coverage(scope);
        }
        figures.runs(PIPELINE, Period.ALWAYS);
        figures.lag(PIPELINE, Period.ALWAYS);
        Instant start = ControlStore.START;
        figures.days(PIPELINE, List.of(start, start.plusSeconds(1), start.plusSeconds(2)));
        figures.reviews(PIPELINE, start);
        figures.claimed(PIPELINE, start);
    }

    private static void evidence(EvidenceRecords evidence) {
        evidence.coverage(PIPELINE, ACME);
        evidence.states(PIPELINE, ACME);
        evidence.discrepancies(PIPELINE, ACME, 10);
        evidence.decisions(PIPELINE, ACME, 10);
        evidence.corrections(PIPELINE, ACME, 10);
    }

    private static void comparisons(RecordedComparisons comparisons) {
        comparisons.record(PIPELINE, new RecordedComparison(ControlStore.START, "start", List.of()));
        comparisons.last(PIPELINE);
    }

    private static void journal(Journal journal) {
        journal.list("", PageRequest.FIRST);
        journal.list("public.orders", PageRequest.after(Cursor.START, 10));
        journal.find("c1");
        journal.latest(List.of("d1"));
    }
}
