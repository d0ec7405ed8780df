package dev.reconciler.app.wiring;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.http.PipelineControl;
import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.app.http.PipelineStatus.JobStatus;
import dev.reconciler.app.http.PipelineStatus.Stream;
import dev.reconciler.app.http.PipelineStatus.TableStatus;
import dev.reconciler.app.metrics.StreamSample;
import dev.reconciler.app.schedule.JobWatch;
import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.lag.Lag;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.schema.UnmappedTables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the running pipeline is, as far as it can be told now; what a database doesn't tell is left out. */
final class LiveControl implements PipelineControl, ApplyListener {
    private static final Logger LOG = LoggerFactory.getLogger(LiveControl.class);

    private final Instant started;
    private volatile @Nullable Daemon daemon;
    private volatile @Nullable JobWatch jobWatch;
    private volatile @Nullable UnmappedSources unmapped;
    private volatile String trouble = "";
    private volatile String ended = "";

    LiveControl(Instant started) {
        this.started = started;
    }

    void attach(Daemon running) {
        Application application = running.application();
        unmapped = new UnmappedSources(application, RealTime.CLOCK);
        jobWatch = new JobWatch(
                application.config().schedules(),
                () -> application.runs().lastSuccess(application.config().pipeline()),
                started,
                RealTime.CLOCK);
        daemon = running;
    }

    private Daemon daemon() {
        Daemon running = daemon;
        if (running == null) {
            throw new IllegalStateException("the daemon is still starting");
        }
        return running;
    }

    // What the stream tells

    @Override
    public void applied(AppliedBatch batch) {
        trouble = "";
    }

    @Override
    public void waiting(RuntimeException because, int attempt, Duration delay) {
        trouble = "the target can't be written: " + because.getMessage();
    }

    @Override
    public void streamFailed(Throwable because) {
        trouble = "the stream broke: " + because.getMessage();
    }

    @Override
    public void deposed(DeposedException because) {
        ended = String.valueOf(because.getMessage());
    }

    @Override
    public void failed(RuntimeException because) {
        ended = "applying ended by a failure: " + because;
    }

    /** Why this process does not apply any more: its own reason, or who took over, when and why. */
    String ended() {
        return ended.isEmpty() ? "applying has ended; the daemon's log says why" : ended;
    }

    /** What is wrong with the stream; empty if nothing is. */
    Optional<String> problem() {
        Streaming streaming = daemon().streaming();
        if (!streaming.isRunning()) {
            return Optional.of(ended());
        }
        return streaming.isPaused()
                ? Optional.of("paused")
                : Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    // What people ask

    @Override
    public PipelineStatus status() {
        Application application = daemon().application();
        Streaming streaming = daemon().streaming();
        Checkpoint checkpoint = streaming.checkpoint();
        Optional<Lag> lag = known("lag", streaming::lag);
        return new PipelineStatus(
                application.config().pipeline(),
                application.config().mode().name().toLowerCase(Locale.ROOT),
                stream(streaming),
                problem().orElse(""),
                checkpoint.position().text(),
                checkpoint.sequence(),
                lag.map(Lag::time).orElse(null),
                lag.flatMap(l -> boxed(l.bytes())).orElse(null),
                boxed(retained(application)).orElse(null),
                started,
                tables(application),
                known("jobs", this::jobs).orElse(List.of()).stream()
                        .map(job -> new JobStatus(job.job().key(), job.lastSuccess(), job.dueBy(), job.overdue()))
                        .toList(),
                problems(),
                daemon().verification()
                        .map(v -> new PipelineStatus.Verification(v.sequence(), v.lag(), v.waiting()))
                        .orElse(null),
                targetStream()
                        .map(s -> new PipelineStatus.TargetStream(
                                s.lag().orElse(null), boxed(s.retainedBytes()).orElse(null)))
                        .orElse(null));
    }

    @Override
    public List<UnmappedTables> unmapped() {
        UnmappedSources asked = unmapped;
        return asked == null ? List.of() : known("unmapped tables", asked::now).orElse(List.of());
    }

    @Override
    public List<OpenProblem> problems() {
        Daemon running = daemon;
        return running == null
                ? List.of()
                : running.application().problems().open().stream()
                        .map(OpenProblem::of)
                        .toList();
    }

    @Override
    public boolean applies() {
        return daemon().application().config().mode() == Mode.REPLICATE;
    }

    @Override
    public void pause(String actor) {
        LOG.info("paused by {}", actor);
        daemon().streaming().pause();
    }

    @Override
    public void resume(String actor) {
        LOG.info("resumed by {}", actor);
        daemon().streaming().resume();
    }

    /** How the scheduled jobs stand; none while the daemon starts. */
    List<JobWatch.Standing> jobs() {
        JobWatch watch = jobWatch;
        return watch == null ? List.of() : watch.jobs();
    }

    /** For the metrics. */
    StreamSample sample() {
        if (daemon == null) {
            return StreamSample.UNKNOWN;
        }
        Optional<Lag> lag = known("lag", daemon().streaming()::lag);
        Optional<Long> parked =
                known("parked events", () -> daemon().application().parked().count());
        return new StreamSample(
                lag.map(l -> OptionalDouble.of(l.time().toMillis() / 1000.0)).orElseGet(OptionalDouble::empty),
                lag.map(Lag::bytes).orElseGet(OptionalLong::empty),
                retained(daemon().application()),
                parked.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                daemon().verification()
                        .map(v -> new StreamSample.Verification(
                                v.sequence(), v.lag().toMillis() / 1000.0, v.waiting()))
                        .orElse(null),
                targetStream()
                        .map(s -> new StreamSample.TargetStream(
                                s.lag()
                                        .map(time -> OptionalDouble.of(time.toMillis() / 1000.0))
                                        .orElseGet(OptionalDouble::empty),
                                s.retainedBytes()))
                        .orElse(null));
    }

    private Optional<TargetStream.Status> targetStream() {
        return known("target stream", daemon()::targetStream).flatMap(Function.identity());
    }

    private Stream stream(Streaming streaming) {
        if (!streaming.isRunning()) {
            return Stream.STOPPED;
        }
        if (streaming.isPaused()) {
            return Stream.PAUSED;
        }
        return trouble.isEmpty() ? Stream.RUNNING : Stream.WAITING;
    }

    private static OptionalLong retained(Application application) {
        return known("retained log", application.endpoints().stream()::retainedBytes)
                .orElse(OptionalLong.empty());
    }

    private static List<TableStatus> tables(Application application) {
        return TableStatuses.of(
                application.pipeline().tables(),
                known("table states", application.tableStates()::all).orElse(Map.of()));
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    /** An answer that a database gives, if it does: a status must not fail because one is away. */
    private static <T> Optional<T> known(String what, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (RuntimeException e) {
            LOG.debug("{} can't be told now", what, e);
            return Optional.empty();
        }
    }
}
