package dev.reconciler.app.wiring;

import dev.reconciler.app.background.Chore;
import dev.reconciler.app.background.SnapshotWatch;
import dev.reconciler.app.background.Threads;
import dev.reconciler.app.cleanup.Cleanup;
import dev.reconciler.app.compatibility.LiveComparison;
import dev.reconciler.app.config.CronExpressions;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.app.http.AuditedActions;
import dev.reconciler.app.http.AuditedParked;
import dev.reconciler.app.http.AuditedTables;
import dev.reconciler.app.http.PausedTables;
import dev.reconciler.app.problem.RunProblems;
import dev.reconciler.app.schedule.JobSchedules;
import dev.reconciler.app.stream.Verifying;
import dev.reconciler.canary.Canary;
import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.LeaseTaker;
import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.cdc.apply.TableStatus;
import dev.reconciler.cdc.apply.parked.ParkedEvents;
import dev.reconciler.cdc.apply.parked.ParkedQueue;
import dev.reconciler.cdc.apply.parked.ShownParked;
import dev.reconciler.cdc.apply.start.StartSteps;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.DirtyKeys;
import dev.reconciler.correction.backfill.FillPlan;
import dev.reconciler.correction.backfill.FillPlans;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.correction.backfill.OpenReferences;
import dev.reconciler.endpoint.engine.Endpoints;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemLog;
import dev.reconciler.problem.Problems;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.rules.RuleLint;
import dev.reconciler.rules.RuleProblem;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.finding.DifferingKeys;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.pass.WindowProof;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.run.service.KnownTenants;
import dev.reconciler.run.service.RunService;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import dev.reconciler.targetstream.TargetTail;
import dev.reconciler.verify.changes.ChangeRecorder;
import dev.reconciler.verify.changes.CommitTimes;
import dev.reconciler.verify.coverage.DirtyChunks;
import dev.reconciler.verify.coverage.Unverifiable;
import dev.reconciler.verify.stream.ChangeListener;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one pipeline, put together: commands, the daemon and the API work with them. Opening it brings the control tables
 * up to date and resolves the mapping; it streams nothing.
 */
public final class Application implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final int STREAM_SLICE = 10_000;
    private static final int STREAM_WINDOW = 10_000;
    private static final int KEYS_AT_ONCE = 50_000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration RUNS_END = Duration.ofSeconds(15);

    private final ReconcilerConfig config;
    private final Pools pools;
    private final ExecutorService executor;
    private final ScheduledExecutorService heartbeat;
    private final SnapshotWatch snapshots;
    private final Endpoints endpoints;
    private final Databases databases;
    private final Stores stores;
    private final Repairs repairs;
    private final Filler filler;
    private final @Nullable Canary canary;
    private final FindingServices findings;
    private final WindowedPass pass;
    private final RunListener listener;
    private final RunService runService;
    private final CommitTimes commits = new CommitTimes();
    private final ParkedQueue parked;
    private final TableStates tableStates;
    private final Problems problems = new Problems(RealTime.CLOCK, new ProblemLog());

    /**
     * Points at which tests force interleavings.
     *
     * @param windows called at each step of opening a window
     * @param corrections called within each correction
     * @param databases replaces the readers, so that a test can hide rows from a check
     */
    public record Hooks(WindowListener windows, CorrectionHooks corrections, UnaryOperator<Pipeline> databases) {
        public static final Hooks NONE = new Hooks(WindowListener.NONE, CorrectionHooks.NONE);

        public Hooks(WindowListener windows, CorrectionHooks corrections) {
            this(windows, corrections, UnaryOperator.identity());
        }
    }

    /** @param listener receives the progress of runs */
    public static Application open(ReconcilerConfig config, RunListener listener) {
        return open(config, listener, Hooks.NONE);
    }

    /** @param windows is called at each step of opening a window; tests force interleavings there */
    public static Application open(ReconcilerConfig config, RunListener listener, WindowListener windows) {
        return open(config, listener, new Hooks(windows, CorrectionHooks.NONE));
    }

    /** @param hooks points at which tests force interleavings */
    public static Application open(ReconcilerConfig config, RunListener listener, Hooks hooks) {
        Pools pools = new Pools(config);
        try {
            Endpoints endpoints = pools.endpoints(config);
            endpoints.target().migrate();
            Engine.of(config.databases().control().engine()).migrateControl(pools.control());
            return new Application(config, pools, endpoints, listener, hooks);
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    /** As {@link #open}, but creates nothing in either database: for reading, once the pipeline {@link #hasStarted}. */
    public static Application inspect(ReconcilerConfig config) {
        Pools pools = new Pools(config);
        try {
            return new Application(config, pools, pools.endpoints(config), RunListener.NONE, Hooks.NONE);
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    /** Returns the clean-up of every object of the pipeline. It creates nothing in either database. */
    public static Cleanup cleanup(ReconcilerConfig config) {
        Pools pools = new Pools(config);
        try {
            Endpoints endpoints = pools.endpoints(config);
            return new Cleanup(
                    config,
                    endpoints,
                    new LeaseTaker(endpoints.target().store(), RealTime.PATIENCE),
                    new AuditedActions(config.pipeline(), Stores.audit(pools)),
                    pools::close);
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    /** Streams and applies: see {@link Streaming#start}. */
    public Streaming stream(String owner, ApplyListener listener, ApplyHooks hooks) {
        return stream(false, owner, listener, hooks, StartSteps.NONE);
    }

    Streaming stream(boolean resync, String owner, ApplyListener listener, ApplyHooks hooks, StartSteps steps) {
        return Streaming.start(
                new Streaming.Parts(config, databases, stores, filler, problems, executor),
                resync,
                owner,
                ApplyListener.all(List.of(listener, new ApplyListener() {
                    @Override
                    public void applied(AppliedBatch batch) {
                        commits.applied(
                                batch.after(),
                                batch.checkpoint().sequence(),
                                batch.firstCommittedAt(),
                                batch.committedAt());
                    }
                })),
                hooks,
                steps);
    }

    /**
     * Starts the target stream. If the configuration has none, it is empty, and the objects of an earlier one are removed.
     *
     * @param writes tells whether this process still holds the pipeline's lease
     */
    Optional<TargetStream> targetStream(BooleanSupplier writes, StartSteps steps) {
        if (config.jobs().observe().targetStream()) {
            return Optional.of(new TargetStream(
                    config, databases, stores.evidence().target().changes(), problems, writes, steps));
        }
        TargetStream.end(endpoints.target());
        return Optional.empty();
    }

    /**
     * Starts stream verification.
     *
     * @param told receives what it compares
     * @param writes tells whether this process still holds the pipeline's lease
     */
    Verifying verifying(StreamListener told, BooleanSupplier writes) {
        if (config.jobs().verification().stream().enabled()) {
            return new Verifying(streamVerification(told), targetTail(), writes, problems);
        }
        StreamVerification.release(pipeline(), stores.verified().chunks());
        return new Verifying(null, targetTail(), writes, problems);
    }

    /** Returns whether the target and the control store hold the tables that a pipeline needs. */
    public boolean hasStarted() {
        return endpoints.targetTables().exists("checkpoint")
                && endpoints.controlTables().exists("scheduled_tasks");
    }

    private Application(ReconcilerConfig config, Pools pools, Endpoints endpoints, RunListener listener, Hooks hooks) {
        this.config = config;
        this.pools = pools;
        this.executor = Executors.newCachedThreadPool(Threads.named("reconciler-work"));
        this.endpoints = endpoints;
        this.databases = Databases.of(config, endpoints, hooks.databases());
        this.stores = Stores.of(
                pools, endpoints.target(), config.pipeline(), config.scope().tenants());
        ReentrantLock oneAtATime = new ReentrantLock(true);
        WindowOpener windows = databases.windows(config, hooks.windows());
        WindowProof proof = new WindowProof(databases.pipeline(), windows, oneAtATime);
        this.repairs = Repairs.of(config, databases, stores, proof, hooks.corrections());
        this.canary = Canaries.of(config, databases, stores, repairs);
        this.parked = new ParkedQueue(
                databases.store(), databases.pipeline().tables(), config.scope().tenants());
        this.filler = filler(config, databases);
        this.pass = Jobs.pass(config, windows, executor, oneAtATime);
        this.tableStates = databases.tableStates();
        this.listener = RunListener.all(List.of(listener, new RunProblems(problems, tableStates::isAnyLive)));
        this.findings = Jobs.findings(config, databases, stores, repairs, canary, this.listener);
        this.runService = Jobs.of(config, databases, stores, findings, canary, filler, this::rules, pass);
        this.heartbeat = Executors.newSingleThreadScheduledExecutor(Threads.named("reconciler-heartbeat"));
        heartbeat.scheduleWithFixedDelay(
                new Chore(
                        "run-heartbeat", "record the heartbeats of runs", runService::recordHeartbeats, problems, LOG),
                HEARTBEAT.toMillis(),
                HEARTBEAT.toMillis(),
                TimeUnit.MILLISECONDS);
        this.snapshots = new SnapshotWatch(
                databases.pipeline().source(), databases.pipeline().target(), problems, LOG);
    }

    private static Filler filler(ReconcilerConfig config, Databases databases) {
        return config.replication().apply().replicationRole() == ReplicationRole.REPLICA
                ? new Filler(databases.store(), config.scope().tenants())
                : new Filler(
                        databases.store(),
                        config.scope().tenants(),
                        OpenReferences.of(databases.pipeline().tables()));
    }

    /**
     * Returns the verification of the stream's changes, which resumes at its last position. It pins the ledger from now on, even
     * if no thread drives it.
     *
     * @param told receives what it compares
     */
    public StreamVerification streamVerification(StreamListener told) {
        if (!pipeline().target().pruning().isFollowed()) {
            // Changes before this start were not recorded. Before the hold: a crash after it must not hide this.
            stopChangeRecord();
        }
        LedgerHold hold = pipeline().target().pruning().hold(StreamVerification.NAME);
        DirtyChunks dirty = new DirtyChunks(stores.verified().chunks());
        return StreamVerification.create(
                findings,
                pass,
                hold,
                ChangeListener.all(List.of(dirty, changeRecorder(dirty))),
                new DirtyKeys(databases.store(), pipeline().tables()),
                this::rules,
                told,
                new StreamVerification.Settings(
                        config.jobs().verification().stream().keysPerSecond(),
                        STREAM_SLICE,
                        STREAM_WINDOW,
                        Observing.settle(config, databases)));
    }

    private ChangeRecorder changeRecorder(DirtyChunks dirty) {
        stores.verified().changes().begin(pipeline().tables(), RealTime.CLOCK.instant());
        return new ChangeRecorder(
                stores.verified().changes(),
                commits,
                dirty::ranges,
                config.jobs().verification().stream().changes(),
                RealTime.CLOCK,
                RealTime.IDS);
    }

    /** No record of changed keys is complete until stream verification begins it again. */
    void stopChangeRecord() {
        pipeline().tables().forEach(stores.verified().changes()::stop);
    }

    /** Finds writes to the target that match no source change; empty if the target is not streamed. */
    private Optional<TargetTail> targetTail() {
        return config.jobs().observe().targetStream()
                ? Optional.of(new TargetTail(
                        pipeline().source(),
                        pipeline().target(),
                        stores.evidence().target().changes(),
                        pipeline().tables(),
                        new DirtyKeys(databases.store(), pipeline().tables())::note,
                        config.jobs().observe().settle(),
                        RealTime.CLOCK))
                : Optional.empty();
    }

    /**
     * Returns what a backfill of these tables and tenants would do; counts the source's rows.
     *
     * @throws dev.reconciler.run.NothingInScopeException if one of the tenants has no row in the source
     */
    public List<FillPlan> fillPlans(RunRequest request) {
        Map<String, TableState> states = endpoints.targetTables().exists("table_state") ? tableStates.all() : Map.of();
        List<MappedTable> tables = pipeline().tables(request.tables());
        KnownTenants.requireTenanted(tables, request.tenants());
        new KnownTenants(pipeline()).requireInSource(request.tenants());
        return new FillPlans(pipeline().source(), states).of(tables, pipeline().scope(request.tenants()));
    }

    /** Returns the reasons that keep rules from being evaluated on these databases. It evaluates no rule. */
    public List<RuleProblem> lint(RuleBook book) {
        if (book.rules().isEmpty()) {
            return List.of();
        }
        try (QuerySession source = endpoints.source().openQueries();
                QuerySession target = endpoints.target().openQueries()) {
            RuleLint lint = new RuleLint(pipeline().tables(), source, target);
            return book.rules().stream()
                    .flatMap(rule -> lint.problems(rule).stream())
                    .toList();
        }
    }

    public ReconcilerConfig config() {
        return config;
    }

    public Pipeline pipeline() {
        return databases.pipeline();
    }

    /** Compares the schemas of both databases. */
    public LiveComparison schemas() {
        return databases.schemas(config, stores);
    }

    /** The stores of the pipeline. */
    public Stores stores() {
        return stores;
    }

    /** The services that remove discrepancies. */
    public Repairs repairs() {
        return repairs;
    }

    /** Reads the rules of the configuration's folder, so that an edited file takes effect without a restart. */
    public RuleBook rules() {
        return RuleFiles.readFolder(config.jobs().rules().directory(), CronExpressions::sixFields);
    }

    public RunService runService() {
        return runService;
    }

    /** Returns the parts that no verification compares: columns by the mapping, rows by their present state. */
    public List<Unverifiable> unverifiable() {
        Stream<Unverifiable> inFlight = stores.verified().candidates().inFlight().stream()
                .map(rows -> new Unverifiable(
                        rows.table(),
                        Unverifiable.Part.ROWS,
                        "",
                        "they differ and are in flight, tenant " + rows.tenant(),
                        rows.rows()));
        return Stream.of(databases.uncompared().stream(), stores.verified().setAside().rows().stream(), inFlight)
                .flatMap(Function.identity())
                .toList();
    }

    /** The standing problems: steps that keep failing and known faults. */
    public Problems problems() {
        return problems;
    }

    /** The parked events, to show and to retry. */
    public ParkedEvents parkedEvents() {
        return new AuditedParked(new ShownParked(parked), stores.audit().actions());
    }

    public ParkedQueue parked() {
        return parked;
    }

    /** Returns the states of the mapped tables in the stream, as pages and commands show them. */
    public List<TableStatus> tableStatuses() {
        return tableStates.statuses(pipeline().tables());
    }

    /**
     * The jobs by their schedules.
     *
     * @param owner name of this process, for operators who read the scheduler's table
     * @param run executes one job to its end
     */
    JobSchedules schedules(String owner, Consumer<ScheduledJob> run) {
        return new JobSchedules(
                pools.control(), config.pipeline(), owner, config.jobs().schedules(), run);
    }

    /** Ends tables' pauses, and records the actor. */
    public PausedTables pausedTables() {
        return new AuditedTables(this::resumeTable, stores.audit().actions());
    }

    private boolean resumeTable(String table, String actor) {
        pipeline().tables().stream().filter(mapped -> mapped.id().equals(table)).forEach(mapped -> {
            stores.verified().chunks().forget(mapped);
            // Before the pause ends: after a crash the record must not claim the changes of the pause.
            stores.verified().changes().stop(mapped);
        });
        boolean resumed = tableStates.resume(table);
        // The changes of the pause are not in the ledger.
        pipeline().tables().stream()
                .filter(mapped -> mapped.id().equals(table))
                .forEach(mapped -> stores.verified().changes().restart(mapped, RealTime.CLOCK.instant()));
        return resumed;
    }

    public TableStates tableStates() {
        return tableStates;
    }

    /** The databases behind the ports of their engines. */
    public Endpoints endpoints() {
        return endpoints;
    }

    public ExecutorService executor() {
        return executor;
    }

    /** Detects changes of tables without an event. */
    public DifferingKeys differingKeys() {
        return new DifferingKeys(pipeline(), pass, KEYS_AT_ONCE);
    }

    /** Interrupts runs, waits until they have recorded their state, then closes the connections. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(RUNS_END.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("runs still active after {} s; they will count as interrupted", RUNS_END.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heartbeat.shutdownNow();
        snapshots.close();
        pools.close();
    }
}
