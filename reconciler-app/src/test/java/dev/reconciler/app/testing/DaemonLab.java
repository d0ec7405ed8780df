package dev.reconciler.app.testing;

import static dev.reconciler.testing.CorrectionLab.row;

import dev.reconciler.app.compatibility.SchemaComparisons;
import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.app.config.Secret;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.AuditedActions;
import dev.reconciler.app.http.AuditedControl;
import dev.reconciler.app.http.AuditedParked;
import dev.reconciler.app.http.AuditedTables;
import dev.reconciler.app.http.HealthCheck;
import dev.reconciler.app.http.HttpServer;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.RunLauncher;
import dev.reconciler.app.http.api.Api;
import dev.reconciler.app.metrics.MetricSources;
import dev.reconciler.app.metrics.Metrics;
import dev.reconciler.app.metrics.StreamSample;
import dev.reconciler.app.schedule.JobWatch;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.app.security.BearerToken;
import dev.reconciler.app.security.Sessions;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.endpoint.postgres.write.PostgresColumnCast;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.report.Reports;
import dev.reconciler.report.internal.JdbiEvidenceRecords;
import dev.reconciler.report.internal.JdbiReportFigures;
import dev.reconciler.report.internal.JdbiRuleFigures;
import dev.reconciler.review.FreshProof;
import dev.reconciler.review.ReviewQueue;
import dev.reconciler.review.internal.JdbiClaims;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.RunState;
import dev.reconciler.run.finding.DifferingKeys;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.testing.CorrectionLab;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.internal.JdbiAnomalies;
import dev.reconciler.verify.confirm.internal.JdbiCandidates;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import dev.reconciler.verify.coverage.Unverifiable;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A served daemon over a real target and control store. The stream, the window in which a row is read again, and the execution of
 * runs are fakes.
 */
public final class DaemonLab implements AutoCloseable {
    public static final String TOKEN = "a-token-of-the-test";

    public final CorrectionLab lab = new CorrectionLab();
    public final PlayedPipeline stream = new PlayedPipeline();
    public final JdbiRuns runs = new JdbiRuns(lab.control.jdbi(), lab.control.dialect(), lab.control.clock());
    public final JdbiRuleResults ruleResults = new JdbiRuleResults(lab.control.jdbi(), lab.control.dialect(), "shop");
    /** The content of the rule files. */
    public volatile RuleBook rules = new RuleBook(List.of(), List.of());

    public final JdbiCoverage coverage =
            new JdbiCoverage(lab.control.jdbi(), lab.control.dialect(), lab.control.clock());
    public final JdbiChunks chunks =
            new JdbiChunks(lab.control.jdbi(), lab.control.dialect(), "shop", TenantScope.all());
    public final JdbiAnomalies anomalies =
            new JdbiAnomalies(lab.control.jdbi(), lab.control.dialect(), lab.control.clock());
    public volatile List<Unverifiable> unverifiable = List.of();
    /** The differing rows that are delivered for any table, and the final failure; null for none. */
    public final List<DifferingKeys.Differing> differing = new CopyOnWriteArrayList<>();

    public volatile @Nullable RuntimeException differingEnds;
    public final JdbiCandidates candidates = new JdbiCandidates(lab.control.jdbi(), lab.control.dialect(), "shop");
    public final List<Run> executed = new CopyOnWriteArrayList<>();
    public final Map<String, @Nullable Row> sources = new HashMap<>();
    public final Pipeline pipeline =
            new Pipeline("shop", List.of(lab.customers, lab.orders), TenantScope.all(), null, null);
    public final Metrics metrics;
    public final ApiServices services;
    public volatile Optional<String> problem = Optional.empty();
    /** The differences that a comparison finds now. */
    public volatile List<SchemaDifference> schemaDifferences = List.of();

    public volatile @Nullable RecordedComparison recordedSchemas;
    private final Sessions sessions = new Sessions(token(), lab.control.clock(), Duration.ofHours(12));
    private final List<Routes> routes;
    private HttpServer server;
    private final int port;

    /** @param more further routes */
    public DaemonLab(BiFunction<ApiServices, Sessions, List<Routes>> more) {
        metrics = new Metrics("shop");
        metrics.read(
                new MetricSources(
                        "shop",
                        List.copyOf(lab.tables.keySet()),
                        new MetricSources.Records(lab.control.discrepancies(), runs, coverage, anomalies),
                        () -> List.of(
                                new JobWatch.Standing(
                                        ScheduledJob.COUNT,
                                        null,
                                        lab.control.clock().instant(),
                                        true),
                                new JobWatch.Standing(
                                        ScheduledJob.RULES,
                                        null,
                                        lab.control.clock().instant(),
                                        false)),
                        stream::problems,
                        () -> chunks.summaries(lab.tables.values()),
                        () -> new StreamSample(
                                OptionalDouble.of(0.85),
                                OptionalLong.of(2048),
                                OptionalLong.of(1_048_576),
                                OptionalLong.of(2),
                                new StreamSample.Verification(4700, 1.2, 3),
                                new StreamSample.TargetStream(OptionalDouble.of(4.3), OptionalLong.of(2_097_152))),
                        () -> ruleResults.standings(rules.names())),
                lab.control.clock());
        services = services();
        routes = new ArrayList<>(more.apply(services, sessions));
        routes.add(new Api(services));
        server = serve(0);
        port = server.port();
    }

    private HttpServer serve(int port) {
        return HttpServer.start("127.0.0.1", port, new AccessControl(token(), sessions, false), routes);
    }

    /** Returns all served routes. */
    public List<Route> routes() {
        return routes.stream().flatMap(part -> part.routes().stream()).toList();
    }

    /** Stops answering requests, as if the daemon had ended. */
    public void stopServing() {
        server.close();
    }

    /** Answers requests again, on the same port. */
    public void serveAgain() {
        server = serve(port);
    }

    public DaemonLab() {
        this((services, sessions) -> List.of());
    }

    public static BearerToken token() {
        return new BearerToken(new Secret(TOKEN));
    }

    public Sessions sessions() {
        return sessions;
    }

    private ApiServices services() {
        AuditedActions actions = new AuditedActions("shop", lab.control.audit());
        ReviewQueue reviews = new ReviewQueue(
                "shop",
                lab.control.discrepancies(),
                new JdbiClaims(lab.control.jdbi(), lab.control.dialect(), lab.control.clock()),
                new PlayedProof(),
                new PostgresColumnCast(lab.pool()),
                lab.service(CorrectionPolicy.CAREFUL),
                lab.control.clock(),
                Duration.ofMinutes(15));
        return new ApiServices(
                pipeline,
                new AuditedControl(stream, actions),
                new ApiServices.Records(
                        runs,
                        lab.control.discrepancies(),
                        lab.journal,
                        lab.control.audit(),
                        new ApiServices.Rules(() -> rules, ruleResults),
                        new Reports(
                                "shop",
                                new JdbiReportFigures(lab.control.jdbi(), lab.control.dialect()),
                                new JdbiEvidenceRecords(lab.control.jdbi()),
                                new JdbiRuleFigures(lab.control.jdbi()),
                                lab.control.audit(),
                                lab.control.clock()),
                        anomalies),
                new ApiServices.Verified(
                        coverage,
                        chunks,
                        this::tellDiffering,
                        () -> unverifiable,
                        candidates::inFlight,
                        new PlayedSchemas()),
                new ApiServices.Operations(
                        new RunLauncher(this::start, executed::add, Runnable::run, actions),
                        reviews,
                        lab.undo(),
                        new AuditedParked(stream, actions),
                        new AuditedTables(stream, actions),
                        actions),
                List.of(HealthCheck.of("stream", () -> problem), HealthCheck.of("control-store", () -> {
                    lab.control.discrepancies().openCounts("shop");
                    return Optional.empty();
                })),
                metrics::scrape,
                lab.control.clock());
    }

    /** The comparison that the test names stands for the live one, and nothing is recorded until the test says so. */
    private final class PlayedSchemas implements SchemaComparisons {
        @Override
        public RecordedComparison now(String reason) {
            return new RecordedComparison(lab.control.clock().instant(), reason, schemaDifferences);
        }

        @Override
        public Optional<RecordedComparison> last() {
            return Optional.ofNullable(recordedSchemas);
        }
    }

    private void tellDiffering(MappedTable table, Consumer<DifferingKeys.Differing> row) {
        differing.forEach(row);
        RuntimeException end = differingEnds;
        if (end != null) {
            throw end;
        }
    }

    /** As the run service does it. */
    private Optional<Run> start(RunRequest request) {
        pipeline.tables(request.tables());
        return runs.start(
                new NewRun(
                        UUID.randomUUID().toString(),
                        "shop",
                        request.job().jobName(),
                        request.trigger(),
                        request.scope()),
                Duration.ofMinutes(5));
    }

    /** Reads the source row that the test names, and the real target row. */
    private final class PlayedProof implements FreshProof {
        @Override
        public <T> T with(String table, RowKey key, Function<Fresh, T> work) {
            MappedTable mapped = lab.tables.get(table);
            String id = key.parts().get(0);
            Row source = sources.get(id);
            return work.apply(new Fresh(mapped, source, targetRow(mapped, id), lab.fence()));
        }
    }

    private @Nullable Row targetRow(MappedTable table, String id) {
        return lab.target()
                .withHandle(handle -> handle.createQuery("SELECT * FROM " + table.target() + " WHERE id = :id")
                        .bind("id", id)
                        .map((result, context) -> {
                            List<@Nullable String> values = new ArrayList<>();
                            for (int i = 1; i <= table.columns().size(); i++) {
                                values.add(result.getString(i));
                            }
                            return new Row(values);
                        })
                        .findOne()
                        .orElse(null));
    }

    /** Creates a customer with a wrong amount in the target, in review. */
    public Discrepancy mismatch(String id, String right, String wrong) {
        return mismatch(id, row(id, "Müller & <Söhne>", right), row(id, "Müller & <Söhne>", wrong));
    }

    public Discrepancy mismatch(String id, Row right, Row wrong) {
        lab.stream(lab.customers, id, wrong);
        sources.put(id, right);
        return review(lab.record(lab.customers, id, right, wrong));
    }

    public Discrepancy extra(String id) {
        Row extra = row(id, "nobody", "1.00");
        lab.stream(lab.customers, id, extra);
        sources.put(id, null);
        return review(lab.record(lab.customers, id, null, extra));
    }

    public Discrepancy missing(String id) {
        Row source = row(id, "somebody", "2.00");
        sources.put(id, source);
        return review(lab.record(lab.customers, id, source, null));
    }

    private Discrepancy review(Discrepancy found) {
        return lab.control
                .discrepancies()
                .transition(
                        found.id(),
                        found.lifecycle().version(),
                        DiscrepancyState.IN_REVIEW,
                        "auto",
                        "the policy is review");
    }

    /** Records that the table and tenant were compared just now, through the present fence. */
    public void verified(String table, String tenant, Verdict verdict) {
        coverage.verified("shop", table, new TenantId(tenant), verdict, through());
    }

    /** The present fence, reached now, by a checksum. */
    public VerifiedThrough through() {
        Checkpoint fence = lab.fence();
        return new VerifiedThrough(
                fence.sequence(), fence.position().text(), lab.control.clock().instant(), "checksum");
    }

    /** A checksum that succeeded just now. */
    public Run checksum(RunResult... results) {
        return ended("checksum", RunState.SUCCEEDED, results);
    }

    /** A run that ended just now. */
    public Run ended(String job, RunState state, RunResult... results) {
        Run run = running(job);
        lab.control.tick(Duration.ofSeconds(42));
        return runs.finish(run.id(), state, List.of(results), state == RunState.SUCCEEDED ? "" : "as the test says");
    }

    /** A run of the job sample that ended just now. */
    public Run sampled(RunSample... samples) {
        Run run = running("sample");
        runs.sampled(run.id(), List.of(samples));
        return runs.finish(run.id(), RunState.SUCCEEDED, List.of(), "");
    }

    /** 3 of 400 rows differ, of 100,000; a tenant is null for the table. */
    public static RunSample sample(String table, @Nullable TenantId tenant) {
        return new RunSample(
                table,
                tenant,
                new SampleEstimate(
                        100_000,
                        400,
                        3,
                        0.0075,
                        new SampleEstimate.Errors(750, 158, 2_163),
                        new SampleSize.Interval(0.00158, 0.02163),
                        SampleEstimate.Recommendation.ACCEPTABLE,
                        0),
                SampleSize.QUICK,
                42);
    }

    public Run running(String job) {
        return runs.start(
                        new NewRun(UUID.randomUUID().toString(), "shop", job, "schedule", List.of(), List.of()),
                        Duration.ofMinutes(5))
                .orElseThrow();
    }

    public static RunResult result(String table, String tenant, Verdict verdict, long rows, long different) {
        return new RunResult(table, new TenantId(tenant), verdict, rows, rows, 0, different, "");
    }

    public int port() {
        return port;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() {
        server.close();
        metrics.close();
        lab.close();
    }
}
