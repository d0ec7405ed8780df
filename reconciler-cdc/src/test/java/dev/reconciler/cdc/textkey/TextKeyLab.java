package dev.reconciler.cdc.textkey;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.correction.Corrector;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.mysql.read.MySqlTargetDatabase;
import dev.reconciler.endpoint.mysql.write.MySqlLedgerPruning;
import dev.reconciler.endpoint.mysql.write.MySqlLedgerReader;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSchema;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSettings;
import dev.reconciler.endpoint.mysql.write.MySqlTargetStore;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.TransactionId;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.run.job.JobServices;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.run.service.RunService;
import dev.reconciler.run.service.RunServices;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import dev.reconciler.verify.cause.CauseFinder;
import dev.reconciler.verify.checksum.DigestSetting;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ScrubBudget;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pipeline of one table {@code names (name, note)} from PostgreSQL to a MySQL or MariaDB server, with the real applier, jobs and
 * stores. Played is the stream: a test writes a row to the source and passes its event to the applier.
 */
final class TextKeyLab implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CHUNK_ROWS = 100;

    final MappedTable table;
    private final MySqlFamilyServer server;
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final ControlStore control = new ControlStore();
    private final String pipeline = "keys-" + UUID.randomUUID();
    private final String sourceName = cluster.createDatabase("keys");
    private final String targetName;
    private final long scansBefore;
    private final HikariDataSource source;
    private final HikariDataSource target;
    private final MySqlTargetStore store;
    private final JdbiChunks chunks;
    private final PostgresSourceDatabase sourceDatabase;
    private final Applier applier;
    private final RunService runs;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private long last;
    private long applied;

    /** Creates a pipeline whose keys are texts. @param collation of the key in the target */
    TextKeyLab(MySqlFamilyServer server, String collation) {
        this(server, "text", "varchar(100) CHARACTER SET utf8mb4 COLLATE " + collation);
    }

    /** @param sourceType of the key in the source */
    TextKeyLab(MySqlFamilyServer server, String sourceType, String targetType) {
        this.server = server;
        targetName = server.createDatabase("keys");
        cluster.execute(sourceName, "CREATE TABLE names (name " + sourceType + " PRIMARY KEY, note text)");
        server.execute(targetName, "CREATE TABLE names (name " + targetType + " PRIMARY KEY, note text)");
        scansBefore = countSourceScans();
        source = Tables.pool(cluster, sourceName);
        target = MySqlPools.open(server.jdbcUrl(targetName), server.user(), server.password(), "test", 8, LIMIT);
        MySqlTargetSchema.migrate(target);
        table = new Tables(new PostgresSchemaReader(Side.SOURCE, source), new MySqlSchemaReader("target", target))
                .resolve(TableMapping.byName(new TableRef("public", "names"), new TableRef(targetName, "names"), null))
                .get(0);
        store = new MySqlTargetStore(target, pipeline, LsnFormat.INSTANCE, MySqlTargetSettings.defaults());
        applier = new Applier(
                store,
                ApplyExtent.write(List.of(table), TenantScope.all()),
                store.acquireLease("test"),
                ApplySettings.of(10_000, 20_000),
                new Clocks(() -> Transactions.COMMITTED, System::nanoTime),
                ApplyListener.NONE,
                ApplyHooks.NONE,
                position -> {});
        chunks = new JdbiChunks(control.jdbi(), control.dialect(), pipeline, TenantScope.all());
        sourceDatabase = new PostgresSourceDatabase(source, SnapshotLimits.DEFAULT);
        runs = runs();
    }

    private RunService runs() {
        MySqlTargetDatabase targetDatabase = new MySqlTargetDatabase(
                target,
                LIMIT,
                pipeline,
                LsnFormat.INSTANCE,
                new MySqlLedgerPruning(target, pipeline),
                connection -> new MySqlLedgerReader(connection, pipeline));
        WindowOpener windows = new WindowOpener(
                sourceDatabase,
                targetDatabase,
                (condition, atMost) -> condition.getAsBoolean(),
                LIMIT,
                SnapshotAdmission.ALWAYS,
                new WindowListener() {
                    @Override
                    public void highNoted() {
                        apply(List.of());
                    }
                });
        WindowedPass pass = new WindowedPass(
                windows,
                new WindowedPass.Settings(1, LIMIT, Duration.ZERO),
                executor,
                control.clock(),
                (condition, atMost) -> condition.getAsBoolean(),
                new ReentrantLock());
        JdbiRuns stored = new JdbiRuns(control.jdbi(), control.dialect(), control.clock());
        CorrectionService corrections = new CorrectionService(
                pipeline,
                new Corrector(store, control.clock(), () -> UUID.randomUUID().toString(), CorrectionHooks.NONE),
                control.discrepancies(),
                new JdbiSuppressions(control.jdbi(), control.dialect(), control.clock()),
                new JdbiJournal(control.jdbi(), control.dialect(), pipeline),
                CorrectionPolicy.CAREFUL);
        FindingServices findings = new FindingServices(
                new Pipeline(pipeline, List.of(table), TenantScope.all(), sourceDatabase, targetDatabase)
                        .with(DigestSetting.AUTO),
                stored,
                control.discrepancies(),
                new CauseFinder(List.of()),
                corrections,
                Confirming.atOnce(control.clock()),
                new Breaker.Limits(1_000, 1.0),
                RunListener.NONE);
        CoverageKeeper keeper = new CoverageKeeper(
                findings.pipeline(),
                new JdbiCoverage(control.jdbi(), control.dialect(), control.clock()),
                chunks,
                stored,
                StreamTrust.ALWAYS,
                control.clock());
        return RunServices.create(
                new JobServices(findings, pass, keeper),
                Optional.of(new Filler(store, TenantScope.all())),
                () -> new RuleBook(List.of(), List.of()),
                new JdbiRuleResults(control.jdbi(), control.dialect(), pipeline),
                null,
                new RunServices.Settings(
                        CHUNK_ROWS,
                        CHUNK_ROWS,
                        SamplePlan.uniform(new SampleSize(0.99, 0.01)),
                        () -> 1,
                        new ScrubBudget(Duration.ofDays(7)),
                        10_000,
                        () -> UUID.randomUUID().toString()));
    }

    void live() {
        try (TargetTransaction transaction = store.begin()) {
            transaction.lockCheckpoint();
            transaction.notes().setTableState(table.id(), new TableState.Live());
            transaction.commit();
        }
    }

    void onSource(String... statements) {
        cluster.execute(sourceName, statements);
    }

    void onTarget(String... statements) {
        server.execute(targetName, statements);
    }

    /** Inserts a row into the source, and applies its event. */
    void insert(String name, String note) {
        onSource("INSERT INTO names VALUES ('" + name + "', '" + note + "')");
        apply(Transactions.insert(table, value(name), note));
    }

    void update(String name, String note) {
        onSource("UPDATE names SET note = '" + note + "' WHERE name = '" + name + "'");
        apply(Transactions.update(table, value(name), note));
    }

    void rename(String from, String to, String note) {
        onSource("UPDATE names SET name = '" + to + "', note = '" + note + "' WHERE name = '" + from + "'");
        Row row = new Row(List.of(to, note));
        apply(new ChangeEvent.Update(table.id(), RowKey.of(to), RowKey.of(from), row, Set.of()));
    }

    void delete(String name) {
        onSource("DELETE FROM names WHERE name = '" + name + "'");
        apply(new ChangeEvent.Delete(table.id(), key(name), null));
    }

    /** The target's value for a name of the source. */
    private String value(String name) {
        return Objects.requireNonNull(table.columns().get(0).valueOf(List.of(name)));
    }

    /** The key of a name of the source. */
    RowKey key(String name) {
        return table.keyOf(new Row(List.of(value(name), "")));
    }

    private void apply(ChangeEvent event) {
        apply(List.of(event));
    }

    /** Applies the events as the last transaction of the source's log. Its id is one that every snapshot of the source contains. */
    private void apply(List<ChangeEvent> events) {
        last = Math.max(last + 1, ((Lsn) sourceDatabase.writePosition()).value());
        applied++;
        applier.apply(List.of(new SourceTransaction(
                new TransactionId(Long.toString(applied)),
                new Lsn(last),
                Transactions.COMMITTED,
                events.size(),
                events,
                () -> {})));
    }

    List<String> parkedKeys() {
        try (TargetTransaction transaction = store.begin()) {
            return transaction.notes().parked("", Integer.MAX_VALUE).stream()
                    .map(ParkedEvent::key)
                    .map(String::valueOf)
                    .toList();
        }
    }

    List<String> notedKeys() {
        try (TargetTransaction transaction = store.begin()) {
            return transaction.notes().dirty(table.id(), 1_000).stream()
                    .map(noted -> noted.key().toString())
                    .toList();
        }
    }

    List<String> targetRows() {
        return server.query(targetName, "SELECT name, note FROM names ORDER BY CAST(name AS BINARY)").stream()
                .map(row -> row.get("name") + "=" + row.get("note"))
                .toList();
    }

    /** Returns the result of the run's only table. */
    RunResult run(JobKind job) {
        RunService.Finished finished = runs.execute(
                runs.start(new RunRequest(job, "test", List.of(), List.of())).orElseThrow());
        if (finished.run().state() != RunState.SUCCEEDED) {
            throw new IllegalStateException(finished.toString());
        }
        return finished.results().get(0);
    }

    List<Discrepancy> open() {
        return control.discrepancies().open(pipeline, table.id(), "", 1_000);
    }

    List<Chunk> chunks() {
        return chunks.of(table);
    }

    /** Statements on the target's table since the last call of {@link #recordStatements} whose plan reads a whole index or table. */
    List<String> targetScans() {
        server.execute("", "SET GLOBAL general_log = OFF");
        return server
                .query(
                        "mysql",
                        "SELECT CAST(argument AS CHAR) AS text FROM general_log WHERE command_type IN ('Query', 'Execute')"
                                + " AND argument LIKE 'SELECT%FROM `" + targetName + "`.`names`%'")
                .stream()
                .map(row -> String.valueOf(row.get("text")))
                .filter(this::isScan)
                .toList();
    }

    void recordStatements() {
        server.execute(
                "",
                "SET GLOBAL general_log = OFF",
                "TRUNCATE mysql.general_log",
                "SET GLOBAL log_output = 'TABLE'",
                "SET GLOBAL general_log = ON");
    }

    private boolean isScan(String statement) {
        String explain = server.flavor() == Flavor.MYSQL ? "EXPLAIN FORMAT=TRADITIONAL " : "EXPLAIN ";
        return server.query(targetName, explain + statement).stream()
                .anyMatch(plan -> List.of("ALL", "index").contains(String.valueOf(plan.get("type"))));
    }

    /** Ends the sessions in the source, and returns how often the table was scanned since it was created. */
    long sourceScans() {
        source.close();
        return countSourceScans() - scansBefore;
    }

    /** A session that has ended has reported what it did. */
    private long countSourceScans() {
        await().until(() -> cluster.query(
                        "postgres", "SELECT 1 FROM pg_stat_activity WHERE datname = '" + sourceName + "'")
                .isEmpty());
        Map<String, Object> counted = cluster.query(
                        sourceName, "SELECT seq_scan AS scans FROM pg_stat_user_tables WHERE relname = 'names'")
                .get(0);
        return ((Number) counted.get("scans")).longValue();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        source.close();
        target.close();
    }
}
