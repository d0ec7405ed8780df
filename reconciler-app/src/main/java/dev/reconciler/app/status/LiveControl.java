package dev.reconciler.app.status;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.http.PipelineControl;
import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.app.http.PipelineStatus.JobStatus;
import dev.reconciler.app.http.PipelineStatus.SourceStream;
import dev.reconciler.app.http.PipelineStatus.Stream;
import dev.reconciler.app.metrics.StreamSample;
import dev.reconciler.app.schedule.JobWatch;
import dev.reconciler.cdc.apply.TableStatus;
import dev.reconciler.cdc.lag.Lag;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.schema.UnmappedTables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The status of the running pipeline. Values whose database does not answer now are left out. */
public final class LiveControl implements PipelineControl {
    private static final Logger LOG = LoggerFactory.getLogger(LiveControl.class);

    private final ReconcilerConfig config;
    private final RunningStream running;
    private final PipelineFacts facts;
    private final Instant started;

    /** @param started time at which this process began to start */
    public LiveControl(ReconcilerConfig config, RunningStream running, PipelineFacts facts, Instant started) {
        this.config = config;
        this.running = running;
        this.facts = facts;
        this.started = started;
    }

    /** Returns the reason why this process no longer applies: its own failure, or the process that took over, when and why. */
    public String ended() {
        return running.health().ended();
    }

    /** Returns the stream's problem; empty if it has none. */
    public Optional<String> problem() {
        if (!running.stream().isRunning()) {
            return Optional.of(ended());
        }
        return running.stream().isPaused()
                ? Optional.of("paused")
                : Optional.of(running.health().trouble()).filter(text -> !text.isEmpty());
    }

    @Override
    public PipelineStatus status() {
        return new PipelineStatus(
                config.pipeline(),
                config.mode().name().toLowerCase(Locale.ROOT),
                sourceStream(),
                tables(),
                known("jobs", this::jobs).orElse(List.of()).stream()
                        .map(job -> new JobStatus(job.job().key(), job.lastSuccess(), job.dueBy(), job.overdue()))
                        .toList(),
                problems(),
                running.verification()
                        .get()
                        .map(v -> new PipelineStatus.Verification(v.sequence(), v.lag(), v.waiting()))
                        .orElse(null),
                targetStream().orElse(null));
    }

    private SourceStream sourceStream() {
        Checkpoint checkpoint = running.stream().checkpoint();
        Optional<Lag> lag = known("lag", running.stream()::lag);
        return new SourceStream(
                stream(),
                problem().orElse(""),
                checkpoint.position().text(),
                checkpoint.sequence(),
                lag.map(Lag::time).orElse(null),
                lag.flatMap(l -> boxed(l.bytes())).orElse(null),
                boxed(retained()).orElse(null),
                started);
    }

    @Override
    public List<UnmappedTables> unmapped() {
        return known("unmapped tables", facts.unmapped()::now).orElse(List.of());
    }

    @Override
    public List<OpenProblem> problems() {
        return facts.problems().open().stream().map(OpenProblem::of).toList();
    }

    @Override
    public boolean applies() {
        return config.mode() == Mode.REPLICATE;
    }

    @Override
    public void pause(String actor) {
        LOG.info("paused by {}", actor);
        running.stream().pause();
    }

    @Override
    public void resume(String actor) {
        LOG.info("resumed by {}", actor);
        running.stream().resume();
    }

    /** Returns the states of the scheduled jobs. */
    public List<JobWatch.Standing> jobs() {
        return facts.jobs().jobs();
    }

    /** For the metrics. */
    public StreamSample sample() {
        Optional<Lag> lag = known("lag", running.stream()::lag);
        Optional<Long> parked = known("parked events", facts.parked()::count);
        return new StreamSample(
                lag.map(l -> OptionalDouble.of(seconds(l.time()))).orElseGet(OptionalDouble::empty),
                lag.map(Lag::bytes).orElseGet(OptionalLong::empty),
                retained(),
                parked.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                running.verification()
                        .get()
                        .map(v -> new StreamSample.Verification(v.sequence(), seconds(v.lag()), v.waiting()))
                        .orElse(null),
                targetStream().map(LiveControl::sample).orElse(null));
    }

    private static StreamSample.TargetStream sample(PipelineStatus.TargetStream target) {
        return new StreamSample.TargetStream(
                target.lag() == null ? OptionalDouble.empty() : OptionalDouble.of(seconds(target.lag())),
                target.retainedBytes() == null ? OptionalLong.empty() : OptionalLong.of(target.retainedBytes()));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private Optional<PipelineStatus.TargetStream> targetStream() {
        return known("target stream", running.target()).flatMap(Function.identity());
    }

    private Stream stream() {
        if (!running.stream().isRunning()) {
            return Stream.STOPPED;
        }
        if (running.stream().isPaused()) {
            return Stream.PAUSED;
        }
        return running.health().trouble().isEmpty() ? Stream.RUNNING : Stream.WAITING;
    }

    private OptionalLong retained() {
        return known("retained log", facts.setup()::retainedBytes).orElse(OptionalLong.empty());
    }

    private List<TableStatus> tables() {
        return known("table states", () -> facts.states().statuses(facts.tables()))
                .orElseGet(
                        () -> facts.tables().stream().map(TableStatus::pending).toList());
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    /** Asks a database; empty if it does not answer, because a status must not fail while a database is unreachable. */
    private static <T> Optional<T> known(String what, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (RuntimeException e) {
            LOG.debug("{} unknown: the query failed", what, e);
            return Optional.empty();
        }
    }
}
