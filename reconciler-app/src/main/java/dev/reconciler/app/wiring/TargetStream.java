package dev.reconciler.app.wiring;

import dev.reconciler.app.background.Chores;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.app.problem.StreamProblems;
import dev.reconciler.app.stream.PublicationWatch;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplyLoop;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.StreamKeeper;
import dev.reconciler.cdc.apply.start.StartSteps;
import dev.reconciler.cdc.apply.start.StartSteps.Step;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.CarriedStream;
import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.cdc.targetstream.MarkReader;
import dev.reconciler.cdc.targetstream.ReplaceableStream;
import dev.reconciler.cdc.targetstream.TargetRecorder;
import dev.reconciler.cdc.targetstream.TargetTables;
import dev.reconciler.endpoint.engine.OwnStream;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.problem.Problems;
import dev.reconciler.schema.Side;
import dev.reconciler.targetstream.TargetChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second stream, from the target: it records the writers there, as long as this process holds the pipeline's lease. The loss
 * of this stream does not stop the daemon: it restarts, and the causes of writes in the gap stay unknown.
 */
final class TargetStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.reconciler.target-stream");
    /** The time that the server may need to detect that the session of an earlier process has ended. */
    private static final Duration LET_GO = Duration.ofSeconds(10);

    private static final Duration CARRIED = Duration.ofSeconds(5);
    private static final Duration MARK = Duration.ofSeconds(1);
    /** The slot must advance while no application writes the mapped tables. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    private static final Duration FORGET = Duration.ofMinutes(5);
    /** Longer than the ledger reaches back: without ledger entries a recorded write proves little. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final BooleanSupplier writes;
    private final TargetChanges changes;
    private final StreamSetup setup;
    /** Before everything in the target's log. */
    private final Position start;

    private final ApplyLoop loop;
    private final StreamKeeper keeper;
    private final Chores chores;

    /**
     * Starts. The first start sets the stream up.
     *
     * @param writes tells whether this process still holds the pipeline's lease
     */
    TargetStream(
            ReconcilerConfig config,
            Databases databases,
            TargetChanges changes,
            Problems standing,
            BooleanSupplier writes,
            StartSteps steps) {
        this.writes = writes;
        this.changes = changes;
        OwnStream own = databases.endpoints().target().ownStream();
        this.start = own.positions().origin();
        List<MappedTable> tables =
                new ArrayList<>(TargetTables.asSources(databases.pipeline().tables()));
        tables.addAll(own.marks().tables());
        this.setup = own.setup();
        if (!setup.isRecorded()) {
            steps.before(Step.PUBLICATION);
            setup.publish(tables);
            setup.ensure(steps);
            LOG.info("target stream created name={}", setup.name());
        }
        ChangeStream captured = CaptureEngine.of(config.databases().target().engine()).stream(
                Streaming.settings(
                        config,
                        Side.TARGET,
                        config.databases().target(),
                        names(config),
                        config.replication().apply().spillDirectory().resolve("target")),
                tables,
                setup,
                TableAdmission.ALL);
        ReplaceableStream stream =
                new ReplaceableStream(new CarriedStream(setup, tables, captured), refused -> restart(setup, refused));
        ApplySettings settings = Streaming.applying(config);
        TargetRecorder recorder = new TargetRecorder(
                changes,
                databases.pipeline().tables(),
                new MarkReader(own.marks(), config.pipeline()),
                settings.batchRows(),
                RealTime.CLOCK,
                stream::acknowledge);
        StreamProblems problems = StreamProblems.ofTarget(standing, RealTime.CLOCK);
        this.loop = new ApplyLoop(
                batch -> {
                    recorder.record(batch);
                    problems.progressed();
                },
                settings,
                RealTime.NANO_TIME,
                ApplyListener.all(List.of(new Log(), problems)),
                "reconciler-target-record");
        this.keeper = new StreamKeeper(stream, this::reached, loop, settings, "reconciler-target-stream");
        Streaming.start(loop, keeper);
        this.chores = new Chores(1, "reconciler-target-chores", standing, LOG);
        begin();
        chores.every(
                CARRIED, "target-publication", "check whether the target's publication carries every table", () -> {
                    if (!setup.isPublished(tables)) {
                        LOG.warn(
                                "the target's stream does not carry exactly the mapped tables; restarting the target stream");
                        keeper.restart();
                    }
                });
        chores.every(
                CARRIED,
                "target-replica-identities",
                "check whether publishing a table fails the application's statements on the target",
                new PublicationWatch(setup, tables, standing));
    }

    PipelineStatus.TargetStream status() {
        Instant now = RealTime.CLOCK.instant();
        OptionalLong retained = setup.retainedBytes();
        return new PipelineStatus.TargetStream(
                changes.judgedThrough()
                        .map(at -> at.isAfter(now) ? Duration.ZERO : Duration.between(at, now))
                        .orElse(null),
                retained.isPresent() ? retained.getAsLong() : null);
    }

    /** The names of the target stream. */
    static StreamNames names(ReconcilerConfig config) {
        return config.replication().stream().target();
    }

    /** Takes down the stream of a target that is no longer streamed: a slot without a reader would retain the log without limit. */
    static void end(TargetEndpoint target) {
        end(target.ownStream().setup());
    }

    private static void end(StreamSetup setup) {
        if (setup.isRecorded()) {
            RealTime.PATIENCE.await(setup::isInUse, LET_GO);
            setup.drop();
            setup.forget();
            LOG.info("target.stream is switched off; the target's stream is removed name={}", setup.name());
        }
    }

    private void begin() {
        chores.every(MARK, "target-stream-mark", "record the position of the target stream", this::mark);
        chores.every(IDLE, "target-mark", "write a mark to the target's log", changes::emit);
        chores.every(
                FORGET,
                "target-writes-pruning",
                "prune the record of writes to the target",
                () -> changes.prune(RealTime.CLOCK.instant().minus(KEPT)));
    }

    /** A process that has lost the lease releases the slot for the process that holds it. */
    private void mark() {
        if (writes.getAsBoolean()) {
            changes.mark(RealTime.CLOCK);
        } else {
            loop.close();
            keeper.close();
            chores.end();
        }
    }

    private Position reached() {
        return changes.known().map(TargetChanges.Known::through).orElse(start);
    }

    private static Position restart(StreamSetup setup, StreamRefusedException refused) {
        Position start = setup.replace(StreamSetup.Steps.NONE);
        LOG.warn(
                "target stream restarted because of a gap position={} error=\"{}\"; only runs find the writes in the gap,"
                        + " and their cause stays unknown",
                start,
                refused.getMessage());
        return start;
    }

    private static final class Log implements ApplyListener {
        @Override
        public void waiting(RuntimeException because, int attempt, Duration delay) {
            LOG.warn(
                    "writes to the target can't be recorded attempt={} retryIn={}ms error=\"{}\"",
                    attempt,
                    delay.toMillis(),
                    because.getMessage());
        }

        @Override
        public void streamFailed(Throwable because) {
            LOG.warn("the target's stream failed; restarting error=\"{}\"", because.getMessage());
        }
    }

    @Override
    public void close() {
        chores.close();
        loop.close();
        keeper.close();
    }
}
