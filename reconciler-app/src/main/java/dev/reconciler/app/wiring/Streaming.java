package dev.reconciler.app.wiring;

import dev.reconciler.app.background.Chores;
import dev.reconciler.app.compatibility.LiveColumns;
import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.Initial;
import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.drift.KnownShapes;
import dev.reconciler.app.drift.SchemaDriftHealing;
import dev.reconciler.app.drift.SchemaDriftRecorder;
import dev.reconciler.app.drift.SchemaWatch;
import dev.reconciler.app.problem.StreamProblems;
import dev.reconciler.app.status.LiveStream;
import dev.reconciler.app.stream.PublicationWatch;
import dev.reconciler.app.stream.RelationReport;
import dev.reconciler.app.stream.StreamedTables;
import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplyLog;
import dev.reconciler.cdc.apply.ApplyLoop;
import dev.reconciler.cdc.apply.ApplyMode;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.apply.LeaseKeeper;
import dev.reconciler.cdc.apply.LeaseTaker;
import dev.reconciler.cdc.apply.StreamKeeper;
import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.cdc.apply.start.StartSteps;
import dev.reconciler.cdc.apply.start.StreamStart;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.lag.Lag;
import dev.reconciler.cdc.lag.LagMeter;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.endpoint.engine.Endpoints;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.ledger.LedgerPruner;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.problem.Problems;
import dev.reconciler.run.Pipeline;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline's one writer: holds the lease, streams and applies, prunes the ledger, and marks an idle source's log so that the
 * position always advances.
 */
public final class Streaming implements LiveStream, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Streaming.class);
    private static final Duration ADMISSION = Duration.ofSeconds(10);
    private static final Duration MARK = Duration.ofSeconds(2);
    private static final Duration FORGET = Duration.ofMinutes(5);
    /** The time for which the daemon recognizes its own writes of rows, limited to a number of transactions (about 150 MB). */
    private static final Duration OWN_WRITES_KEPT = Duration.ofDays(7);

    private static final long OWN_WRITES_MOST = 1_000_000;
    private static final Duration RELATIONS = Duration.ofSeconds(5);
    private static final Duration PRUNE = Duration.ofSeconds(1);
    private static final int RENEWALS = 5;

    private final Parts parts;
    private final LeaseTaker leases;
    private final Checkpoint lease;
    private final ApplyLoop loop;
    private final Applier applier;
    private final StreamKeeper keeper;
    private final LagMeter lag;
    private final Chores chores;
    /** These have a thread of their own: a source that hangs must not delay the renewal of the lease. */
    private final Chores relations;

    /**
     * The pipeline's parts that the stream works with.
     *
     * @param executor records schema drift, so that the applier does not wait for the control database
     */
    record Parts(
            ReconcilerConfig config,
            Databases databases,
            Stores stores,
            Filler filler,
            Problems problems,
            Executor executor) {
        Pipeline pipeline() {
            return databases.pipeline();
        }

        Endpoints endpoints() {
            return databases.endpoints();
        }
    }

    /**
     * Takes the lease, waiting for one that is no longer renewed, and starts. On the pipeline's first start it creates
     * publication and slot, and adopts tables or leaves them to the backfill, as configured.
     *
     * @param resync drop an existing slot and begin a new stream at the current position; every table must be verified afterwards
     * @param steps is called before each step
     * @throws dev.reconciler.endpoint.write.DeposedException if another writer holds the lease
     * @throws dev.reconciler.endpoint.engine.StreamRefusedException if it is not safe to continue the stream
     */
    static Streaming start(
            Parts parts, boolean resync, String owner, ApplyListener listener, ApplyHooks hooks, StartSteps steps) {
        steps.progress("taking the writer's lease");
        LeaseTaker leases = parts.databases().lease();
        Checkpoint lease = leases.take(owner);
        try {
            return new Streaming(parts, leases, start(parts).prepare(lease, resync, steps), listener, hooks);
        } catch (RuntimeException e) {
            leases.release(lease);
            throw e;
        }
    }

    private static StreamStart start(Parts parts) {
        return new StreamStart(
                parts.pipeline().tables(),
                parts.endpoints(),
                parts.databases().store(),
                parts.filler(),
                new StreamStart.Adoption(
                        parts.config().replication().initial() == Initial.LIVE,
                        parts.config().mode() == Mode.OBSERVE));
    }

    private Streaming(Parts parts, LeaseTaker leases, Checkpoint lease, ApplyListener listener, ApplyHooks hooks) {
        this.parts = parts;
        this.leases = leases;
        this.lease = lease;
        ReconcilerConfig config = parts.config();
        Problems problems = parts.problems();
        List<MappedTable> tables = parts.pipeline().tables();
        SchemaReader catalog = parts.endpoints().source().schema();
        StreamSetup setup = parts.endpoints().stream();
        TableStates states = parts.databases().tableStates();
        this.lag = new LagMeter(parts.endpoints().source().positions(), lease.position(), RealTime.CLOCK);
        KnownShapes shapes =
                new KnownShapes(tables, catalog, parts.endpoints().target().shapes(), states);
        SchemaWatch watch = new SchemaWatch(parts.databases().schemas(config, parts.stores()), RealTime.CLOCK);
        ApplyListener all = ApplyListener.all(List.of(
                lag,
                watch,
                new ApplyLog(),
                new SchemaDriftRecorder(
                        parts.pipeline(), parts.stores().records().discrepancies(), shapes, parts.executor()),
                StreamProblems.ofSource(problems, RealTime.CLOCK),
                listener));
        ApplySettings settings = applying(config);
        CaptureEngine capture = CaptureEngine.of(config.databases().source().engine());
        StreamedTables admission = new StreamedTables(tables, catalog, capture, states, problems);
        ChangeStream stream = capture.stream(
                settings(
                        config,
                        Side.SOURCE,
                        config.databases().source(),
                        names(config),
                        config.replication().apply().spillDirectory()),
                tables,
                setup,
                admission);
        this.applier = new Applier(
                parts.databases().store(),
                new ApplyExtent(
                        config.mode() == Mode.OBSERVE ? ApplyMode.RECORD : ApplyMode.WRITE,
                        tables,
                        config.scope().tenants()),
                lease,
                settings,
                new Clocks(RealTime.CLOCK, RealTime.NANO_TIME),
                all,
                hooks,
                stream::acknowledge);
        this.loop = new ApplyLoop(applier, settings, RealTime.NANO_TIME, all, "reconciler-apply");
        this.keeper =
                new StreamKeeper(stream, () -> applier.checkpoint().position(), loop, settings, "reconciler-stream");
        shapes.compare(all);
        RelationReport report = new RelationReport(
                parts.pipeline(),
                parts.databases().relations(),
                setup,
                parts.stores().verified().coverage(),
                problems);
        report.run();
        start(loop, keeper);
        this.chores = new Chores(2, "reconciler-chores", problems, LOG);
        this.relations = new Chores(1, "reconciler-relations", problems, LOG);
        relations.every(RELATIONS, "relations", "detect table changes without an event", report);
        relations.every(
                RELATIONS,
                "replica-identities",
                "check whether publishing a table fails the application's statements",
                new PublicationWatch(setup, tables, problems));
        relations.every(RELATIONS, "table-definitions", "compare the tables' definitions", () -> shapes.compare(all));
        relations.every(
                RELATIONS,
                "schema-drift",
                "heal schema drift",
                new SchemaDriftHealing(
                        parts.pipeline(),
                        drifted -> LiveColumns.of(
                                config,
                                drifted,
                                parts.endpoints().source().catalog(),
                                parts.endpoints().target().catalog()),
                        parts.stores().records().discrepancies(),
                        parts.databases().uncompared()));
        relations.every(RELATIONS, "schema-comparison", "compare the schemas of both databases", watch);
        begin(all);
        chores.every(ADMISSION, "stream-tables", "check whether the connector can stream every table", () -> {
            admission.look();
            if (stream.isOutdated()) {
                LOG.warn("the set of tables that the connector can stream has changed; restarting the stream");
                keeper.restart();
            }
        });
    }

    private void begin(ApplyListener listener) {
        String unproven = parts.databases().unproven();
        if (unproven != null) {
            LOG.warn(
                    "verdicts are confirmed by a second reading, not proven cause=\"{}\" settle={} action=\"run check\"",
                    unproven,
                    parts.config().jobs().observe().settle());
        }
        Pipeline pipeline = parts.pipeline();
        chores.every(
                parts.config().replication().apply().leaseTtl().dividedBy(RENEWALS),
                "lease",
                "renew the lease",
                new LeaseKeeper(parts.databases().store(), lease.epoch(), listener));
        LedgerPruner pruner = Observing.pruner(parts.config(), parts.databases());
        chores.every(
                PRUNE,
                "ledger-pruning",
                "prune the ledger",
                () -> pruner.prune(pipeline.target().pruning()));
        chores.every(
                FORGET,
                "own-writes-pruning",
                "prune the record of the daemon's own transactions",
                () -> parts.endpoints().target().ownTransactions().prune(OWN_WRITES_KEPT, OWN_WRITES_MOST));
        chores.every(MARK, "source-mark", "write a mark to the source's log", () -> pipeline.source()
                .mark("idle"));
    }

    /** The names of the source stream. */
    static StreamNames names(ReconcilerConfig config) {
        return config.replication().stream().source();
    }

    /** @param spill folder of this stream alone */
    static CaptureSettings settings(
            ReconcilerConfig config, Side side, ConnectionConfig server, StreamNames names, Path spill) {
        return new CaptureSettings(side, server.login(), names, config.scope().tenants(), spill);
    }

    static ApplySettings applying(ReconcilerConfig config) {
        return ApplySettings.of(
                config.replication().apply().batchRows(),
                config.replication().apply().queueRows());
    }

    /** Starts both, or none. */
    static void start(ApplyLoop loop, StreamKeeper keeper) {
        loop.start();
        try {
            keeper.start();
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    @Override
    public void pause() {
        loop.pause();
    }

    @Override
    public void resume() {
        loop.resume();
    }

    @Override
    public boolean isPaused() {
        return loop.isPaused();
    }

    @Override
    public boolean isRunning() {
        return loop.isRunning();
    }

    @Override
    public Checkpoint checkpoint() {
        return applier.checkpoint();
    }

    @Override
    public Lag lag() {
        return lag.behind(parts.pipeline().source().writePosition());
    }

    @Override
    public void close() {
        relations.close();
        chores.close();
        loop.close();
        keeper.close();
        leases.release(lease);
    }
}
