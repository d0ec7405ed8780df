package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.app.http.ParkedEvents;
import dev.reconciler.audit.AuditLog;
import dev.reconciler.audit.internal.JdbiAuditLog;
import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.cdc.apply.parked.ParkedQueue;
import dev.reconciler.control.ControlSchema;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.correction.Corrector;
import dev.reconciler.correction.Journal;
import dev.reconciler.correction.Suppressions;
import dev.reconciler.correction.Undo;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.internal.JdbiDiscrepancies;
import dev.reconciler.endpoint.postgres.Side;
import dev.reconciler.endpoint.postgres.read.PostgresQueryReader;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotAdmission;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresSlotJournal;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.review.ReviewQueue;
import dev.reconciler.review.internal.JdbiClaims;
import dev.reconciler.review.internal.PostgresColumnCast;
import dev.reconciler.row.KeyRange;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.rules.RuleLint;
import dev.reconciler.rules.RuleProblem;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunService;
import dev.reconciler.run.RunServices;
import dev.reconciler.run.Runs;
import dev.reconciler.run.WindowProof;
import dev.reconciler.run.WindowedPass;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline, put together: everything that commands, the daemon and the API work with. Opening it brings the control tables
 * up to date and resolves the mapping; it streams nothing.
 */
public final class Application implements AutoCloseable {
    private static final SampleSize SAMPLE = new SampleSize(0.99, 0.01);
    private static final long FILL_ROWS = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final Duration RUNS_END = Duration.ofSeconds(15);
    private static final Duration CLAIM = Duration.ofMinutes(15);

    private final ReconcilerConfig config;
    private final Pools pools;
    private final Lock oneAtATime = new ReentrantLock(true);
    private final ExecutorService executor;
    private final Pipeline pipeline;
    private final TargetStore store;
    private final PostgresSlotJournal slotJournal;
    private final PostgresSlot slot;
    private final PostgresPublication publication;
    private final Filler filler;
    private final AuditLog audit;
    private final Discrepancies discrepancies;
    private final Runs runs;
    private final Coverage coverage;
    private final Journal journal;
    private final CorrectionService corrections;
    private final Undo undo;
    private final ReviewQueue reviews;
    private final RunService runService;
    private final ParkedQueue parked;
    private final TableStates tableStates;

    /** @param listener told how runs go */
    public static Application open(ReconcilerConfig config, RunListener listener) {
        return open(config, listener, WindowListener.NONE);
    }

    /** @param windows told how windows are opened; tests force interleavings there */
    public static Application open(ReconcilerConfig config, RunListener listener, WindowListener windows) {
        Pools pools = new Pools(config);
        try {
            TargetSchema.migrate(pools.target());
            ControlSchema.migrate(pools.control());
            return new Application(config, pools, listener, windows);
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    /** As {@link #open}, but makes nothing in either database: for looking, once the pipeline {@link #hasStarted}. */
    public static Application inspect(ReconcilerConfig config) {
        Pools pools = new Pools(config);
        try {
            return new Application(config, pools, RunListener.NONE, WindowListener.NONE);
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    /** Whether the target and the control store hold what a pipeline needs. */
    public boolean hasStarted() {
        return exists(pools.target(), "reconciler.checkpoint") && exists(pools.control(), "reconciler.scheduled_tasks");
    }

    private static boolean exists(DataSource database, String table) {
        return Jdbi.create(database).withHandle(handle -> handle.createQuery("SELECT to_regclass(:table) IS NOT NULL")
                .bind("table", table)
                .mapTo(Boolean.class)
                .one());
    }

    private Application(ReconcilerConfig config, Pools pools, RunListener listener, WindowListener windowListener) {
        this.config = config;
        this.pools = pools;
        this.executor = Executors.newCachedThreadPool(Threads.named("reconciler-work"));
        String name = config.pipeline();
        this.store = new PostgresTargetStore(pools.target(), name, PostgresTargetStore.LSN, targetSettings(config));
        this.slotJournal = new PostgresSlotJournal(pools.target(), name);
        this.slot = new PostgresSlot(pools.source(), config.stream().slot());
        this.publication =
                new PostgresPublication(pools.source(), config.stream().publication());
        this.pipeline = pipeline(config, pools);
        this.filler = new Filler(store, config.tenants());

        Jdbi control = Jdbi.create(pools.control());
        JdbiAuditLog auditLog = new JdbiAuditLog(control, RealTime.CLOCK);
        this.audit = auditLog;
        this.discrepancies = new JdbiDiscrepancies(control, auditLog, RealTime.CLOCK);
        this.runs = new JdbiRuns(control, RealTime.CLOCK);
        this.coverage = new JdbiCoverage(control, RealTime.CLOCK);
        Suppressions suppressions = new JdbiSuppressions(control, RealTime.CLOCK);
        this.journal = new JdbiJournal(Jdbi.create(pools.target()), name);
        Corrector corrector =
                new Corrector(store, RealTime.CLOCK, () -> UUID.randomUUID().toString(), CorrectionHooks.NONE);
        this.corrections = new CorrectionService(
                name, corrector, discrepancies, suppressions, journal, Policies.policy(config.correction()));
        Map<String, MappedTable> tables =
                pipeline.tables().stream().collect(Collectors.toMap(MappedTable::id, Function.identity()));
        this.undo = new Undo(name, corrector, journal, suppressions, discrepancies, tables::get);
        WindowOpener windows = windows(config, windowListener);
        this.reviews = new ReviewQueue(
                name,
                discrepancies,
                new JdbiClaims(control, RealTime.CLOCK),
                new WindowProof(pipeline, windows, oneAtATime),
                new PostgresColumnCast(Jdbi.create(pools.target())),
                corrections,
                RealTime.CLOCK,
                CLAIM);
        this.runService = runService(windows, listener);
        this.parked = new ParkedQueue(store, pipeline.tables(), config.tenants());
        this.tableStates = new TableStates(store);
    }

    private static PostgresTargetSettings targetSettings(ReconcilerConfig config) {
        PostgresTargetSettings defaults = PostgresTargetSettings.defaults();
        return new PostgresTargetSettings(
                defaults.leaseTtl(),
                config.apply().replicationRole() == ReplicationRole.REPLICA,
                defaults.statementTimeout(),
                defaults.lockTimeout());
    }

    private static Pipeline pipeline(ReconcilerConfig config, Pools pools) {
        String name = config.pipeline();
        SnapshotLimits limits = new SnapshotLimits(config.windows().maxDuration(), SnapshotLimits.DEFAULT.margin());
        return new Pipeline(
                name,
                Mappings.resolve(config, pools),
                config.tenants(),
                new PostgresSourceDatabase(pools.source(), limits),
                new PostgresTargetDatabase(
                        pools.target(),
                        limits,
                        name,
                        new PostgresLedgerPruning(pools.target(), name),
                        connection -> new PostgresLedgerReader(connection, name)));
    }

    private WindowOpener windows(ReconcilerConfig config, WindowListener listener) {
        // The slot may be created, or created anew, while this application lives: its origin is looked up each time.
        SnapshotAdmission admission =
                content -> slotJournal.origin().flatMap(origin -> new SlotAdmission(slot, origin).obstacle(content));
        return new WindowOpener(
                pipeline.source(),
                pipeline.target(),
                RealTime.PATIENCE,
                config.windows().openTimeout(),
                admission,
                listener);
    }

    private RunService runService(WindowOpener windows, RunListener listener) {
        WindowedPass pass = new WindowedPass(
                windows,
                new WindowedPass.Settings(
                        config.windows().parallelism(), config.windows().maxDuration(), Duration.ofSeconds(1)),
                executor,
                RealTime.CLOCK,
                RealTime.PATIENCE,
                oneAtATime);
        return RunServices.create(
                pipeline,
                pass,
                filler,
                () -> RuleFiles.readFolder(config.rulesDirectory()),
                runs,
                discrepancies,
                corrections,
                coverage,
                listener,
                RealTime.CLOCK,
                new RunServices.Settings(
                        config.windows().chunkRows(),
                        FILL_ROWS,
                        SAMPLE,
                        System::nanoTime,
                        Policies.breaker(config.correction())));
    }

    /** What a backfill of these tables and tenants would do; counts the source's rows. */
    public List<FillPlan> fillPlans(RunRequest request) {
        Map<String, TableState> states =
                exists(pools.target(), "reconciler.table_state") ? tableStates.all() : Map.of();
        TenantScope scope = pipeline.scope(request.tenants());
        try (SourceSnapshot source = pipeline.source().openSnapshot()) {
            return pipeline.tables(request.tables()).stream()
                    .map(table ->
                            fillPlan(table, states.getOrDefault(table.id(), new TableState.Pending()), scope, source))
                    .toList();
        }
    }

    private static FillPlan fillPlan(MappedTable table, TableState state, TenantScope scope, SourceSnapshot source) {
        if (state instanceof TableState.Live) {
            return new FillPlan(table.id(), "LIVE", 0);
        }
        if (state instanceof TableState.Paused) {
            return new FillPlan(table.id(), "PAUSED", 0);
        }
        KeyRange rest = state instanceof TableState.Filling filling ? new KeyRange(filling.upTo(), null) : KeyRange.ALL;
        long rows = source.reader().counts(table, scope, rest).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return new FillPlan(table.id(), state instanceof TableState.Filling ? "FILLING" : "PENDING", rows);
    }

    /** What keeps rules from being evaluated on these databases; nothing is evaluated. */
    public List<RuleProblem> lint(RuleBook book) {
        if (book.rules().isEmpty()) {
            return List.of();
        }
        try (PostgresQueryReader source =
                        PostgresQueryReader.open(Side.SOURCE, pools.source(), SnapshotLimits.DEFAULT);
                PostgresQueryReader target =
                        PostgresQueryReader.open(Side.TARGET, pools.target(), SnapshotLimits.DEFAULT)) {
            RuleLint lint = new RuleLint(pipeline.tables(), source, target);
            return book.rules().stream()
                    .flatMap(rule -> lint.problems(rule).stream())
                    .toList();
        }
    }

    public ReconcilerConfig config() {
        return config;
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    public RunService runService() {
        return runService;
    }

    public Discrepancies discrepancies() {
        return discrepancies;
    }

    public Runs runs() {
        return runs;
    }

    public Coverage coverage() {
        return coverage;
    }

    public AuditLog audit() {
        return audit;
    }

    public Journal journal() {
        return journal;
    }

    public Undo undo() {
        return undo;
    }

    public ReviewQueue reviews() {
        return reviews;
    }

    public CorrectionService corrections() {
        return corrections;
    }

    /** The parked events, to be shown and tried again. */
    public ParkedEvents parkedEvents() {
        return new ShownParked(parked);
    }

    public ParkedQueue parked() {
        return parked;
    }

    public TableStates tableStates() {
        return tableStates;
    }

    public PostgresSlot slot() {
        return slot;
    }

    public PostgresPublication publication() {
        return publication;
    }

    public PostgresSlotJournal slotJournal() {
        return slotJournal;
    }

    public ExecutorService executor() {
        return executor;
    }

    TargetStore store() {
        return store;
    }

    Filler filler() {
        return filler;
    }

    Pools pools() {
        return pools;
    }

    /** Interrupts runs and waits for them to put their state on record, then gives the connections back. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(RUNS_END.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("runs have not ended within {} s; they will be found interrupted", RUNS_END.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pools.close();
    }
}
