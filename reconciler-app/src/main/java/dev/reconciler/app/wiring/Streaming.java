package dev.reconciler.app.wiring;

import dev.reconciler.app.background.Chores;
import dev.reconciler.app.config.Initial;
import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.drift.KnownShapes;
import dev.reconciler.app.drift.SchemaDriftHealing;
import dev.reconciler.app.drift.SchemaDriftRecorder;
import dev.reconciler.app.http.StartProgress;
import dev.reconciler.app.problem.StreamProblems;
import dev.reconciler.app.stream.PublicationWatch;
import dev.reconciler.app.stream.RelationReport;
import dev.reconciler.app.stream.StreamedTables;
import dev.reconciler.app.wiring.StartSteps.Step;
import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplyLog;
import dev.reconciler.cdc.apply.ApplyLoop;
import dev.reconciler.cdc.apply.ApplyMode;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.LeaseKeeper;
import dev.reconciler.cdc.apply.StreamKeeper;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.lag.Lag;
import dev.reconciler.cdc.lag.LagMeter;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerPruner;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline's one writer: holds the lease, streams and applies, prunes the ledger, and marks an idle source's log so that the
 * position always advances.
 */
public final class Streaming implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Streaming.class);
    private static final Duration ADMISSION = Duration.ofSeconds(10);
    private static final Duration MARK = Duration.ofSeconds(2);
    private static final Duration FORGET = Duration.ofMinutes(5);
    /** How long rows written by the daemon can be told from others', and by how many transactions at most (some 150 MB). */
    private static final Duration OWN_WRITES_KEPT = Duration.ofDays(7);

    private static final long OWN_WRITES_MOST = 1_000_000;
    private static final Duration RELATIONS = Duration.ofSeconds(5);
    private static final Duration PRUNE = Duration.ofSeconds(1);
    private static final int RENEWALS = 5;

    private final Application application;
    private final Checkpoint lease;
    private final ApplyLoop loop;
    private final Applier applier;
    private final StreamKeeper keeper;
    private final LagMeter lag;
    private final Chores chores;
    /** With a thread of their own: catalogs of a source that hangs must not hold back the lease. */
    private final Chores relations;

    /**
     * Takes the lease, waiting for one that is no longer renewed, and starts. On the pipeline's first start, publication and slot are made, and tables adopted or left to be
     * filled, as the configuration says.
     *
     * @param resync drop what there is of a slot and begin a new stream from now; everything must be verified afterwards
     * @throws dev.reconciler.endpoint.write.DeposedException if another writer holds the lease
     * @throws StreamRefusedException if streaming on would not be safe
     */
    public static Streaming start(
            Application application, boolean resync, String owner, ApplyListener listener, ApplyHooks hooks) {
        return start(application, resync, owner, listener, hooks, StartSteps.telling(StartProgress.NONE));
    }

    /** @param steps told each step before it acts */
    static Streaming start(
            Application application,
            boolean resync,
            String owner,
            ApplyListener listener,
            ApplyHooks hooks,
            StartSteps steps) {
        steps.progress("taking the writer's lease");
        Checkpoint lease = Leases.take(application.store(), owner);
        try {
            return new Streaming(application, prepare(application, lease, resync, steps), listener, hooks);
        } catch (RuntimeException e) {
            application.store().releaseLease(lease.epoch());
            throw e;
        }
    }

    private Streaming(Application application, Checkpoint lease, ApplyListener listener, ApplyHooks hooks) {
        this.application = application;
        this.lease = lease;
        ReconcilerConfig config = application.config();
        this.lag = new LagMeter(application.endpoints().source().positions(), lease.position(), RealTime.CLOCK);
        KnownShapes shapes = new KnownShapes(
                application.pipeline().tables(),
                application.endpoints().source().schema(),
                application.endpoints().target().shapes(),
                application.tableStates());
        ApplyListener all = ApplyListener.all(List.of(
                lag,
                new ApplyLog(),
                new SchemaDriftRecorder(
                        application.pipeline(), application.discrepancies(), shapes, application.executor()),
                StreamProblems.ofSource(application.problems(), RealTime.CLOCK),
                listener));
        ApplySettings settings = Streams.applying(config);
        CaptureEngine capture = CaptureEngine.of(config.source().engine());
        StreamedTables admission = new StreamedTables(
                application.pipeline().tables(),
                application.endpoints().source().schema(),
                capture,
                application.tableStates(),
                application.problems());
        StreamSetup setup = application.endpoints().stream();
        ChangeStream stream = capture.stream(
                Streams.settings(
                        config,
                        config.source(),
                        Endpoints.names(config),
                        config.apply().spillDirectory()),
                application.pipeline().tables(),
                setup,
                admission);
        this.applier = new Applier(
                application.store(),
                config.mode() == Mode.OBSERVE ? ApplyMode.RECORD : ApplyMode.WRITE,
                application.pipeline().tables(),
                config.tenants(),
                lease,
                settings,
                RealTime.CLOCK,
                RealTime.NANO_TIME,
                all,
                hooks,
                stream::acknowledge);
        this.loop = new ApplyLoop(applier, settings, RealTime.NANO_TIME, all, "reconciler-apply");
        this.keeper =
                new StreamKeeper(stream, () -> applier.checkpoint().position(), loop, settings, "reconciler-stream");
        shapes.compare(all);
        RelationReport report = new RelationReport(
                application.pipeline(), application.relations(), setup, application.coverage(), application.problems());
        report.run();
        Streams.start(loop, keeper);
        this.chores = new Chores(2, "reconciler-chores", application.problems(), LOG);
        this.relations = new Chores(1, "reconciler-relations", application.problems(), LOG);
        relations.every(RELATIONS, "relations", "look for changes that no event tells", report);
        relations.every(
                RELATIONS,
                "replica-identities",
                "look whether publishing a table fails the application's statements",
                new PublicationWatch(setup, application.pipeline().tables(), application.problems()));
        relations.every(RELATIONS, "table-definitions", "compare the tables' definitions", () -> shapes.compare(all));
        relations.every(
                RELATIONS,
                "schema-drift",
                "heal schema drift",
                new SchemaDriftHealing(
                        application.pipeline(),
                        application.endpoints().source().schema(),
                        application.discrepancies(),
                        application.uncompared()));
        begin(all);
        chores.every(ADMISSION, "stream-tables", "look whether the connector can take every table", () -> {
            admission.look();
            if (stream.isOutdated()) {
                LOG.warn("the tables that the connector can take have changed; the stream is started again");
                keeper.restart();
            }
        });
    }

    private void begin(ApplyListener listener) {
        chores.every(
                application.config().apply().leaseTtl().dividedBy(RENEWALS),
                "lease",
                "renew the lease",
                new LeaseKeeper(application.store(), lease.epoch(), listener));
        LedgerPruner pruner =
                Observing.pruner(application.config(), application.pipeline().source()::probe);
        chores.every(
                PRUNE,
                "ledger-pruning",
                "prune the ledger",
                () -> pruner.prune(application.pipeline().target().pruning()));
        chores.every(
                FORGET,
                "own-writes-pruning",
                "forget old transactions of its own",
                () -> application.endpoints().target().ownTransactions().prune(OWN_WRITES_KEPT, OWN_WRITES_MOST));
        chores.every(MARK, "source-mark", "mark the source's log", () -> application
                .pipeline()
                .source()
                .mark("idle"));
    }

    /** Makes what the first start makes; returns the checkpoint to go on from. */
    private static Checkpoint prepare(Application application, Checkpoint lease, boolean resync, StartSteps steps) {
        boolean first = application.endpoints().source().positions().origin().covers(lease.position());
        StreamSetup setup = application.endpoints().stream();
        steps.before(Step.PUBLICATION);
        setup.publish(application.pipeline().tables());
        if (resync) {
            return moved(application, lease, setup.replace(steps));
        }
        Optional<Position> start = first ? Optional.of(setup.ensure(steps)) : Optional.empty();
        steps.before(Step.ADOPT);
        adopt(application, first);
        steps.before(Step.STREAM);
        return start.map(position -> moved(application, lease, position)).orElse(lease);
    }

    /** Tables that hold their rows already need no filling; where others write them, that is so whenever a table joins. */
    private static void adopt(Application application, boolean first) {
        if (first && application.config().initial() == Initial.LIVE) {
            application.pipeline().tables().forEach(application.filler()::adopt);
        } else if (application.config().mode() == Mode.OBSERVE) {
            Map<String, TableState> states = application.tableStates().all();
            application.pipeline().tables().stream()
                    .filter(table ->
                            states.getOrDefault(table.id(), new TableState.Pending()) instanceof TableState.Pending)
                    .forEach(application.filler()::adopt);
        }
    }

    private static Checkpoint moved(Application application, Checkpoint from, Position position) {
        Checkpoint to = new Checkpoint(from.epoch(), from.sequence(), position);
        try (TargetTransaction transaction = application.store().begin()) {
            transaction.lockCheckpoint();
            transaction.advance(from, to);
            transaction.commit();
        }
        return to;
    }

    public void pause() {
        loop.pause();
    }

    public void resume() {
        loop.resume();
    }

    public boolean isPaused() {
        return loop.isPaused();
    }

    /** Whether this process still applies: false once another writer took over. */
    public boolean isRunning() {
        return loop.isRunning();
    }

    public Checkpoint checkpoint() {
        return applier.checkpoint();
    }

    public Lag lag() {
        return lag.behind(application.pipeline().source().writePosition());
    }

    @Override
    public void close() {
        relations.close();
        chores.close();
        loop.close();
        keeper.close();
        application.store().releaseLease(lease.epoch());
    }
}
