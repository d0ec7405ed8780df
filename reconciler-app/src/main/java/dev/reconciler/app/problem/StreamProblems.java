package dev.reconciler.app.problem;

import dev.reconciler.app.background.FatalError;
import dev.reconciler.app.background.StepFailures;
import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Reports the causes that keep changes from being applied as standing problems. A stream that fails repeatedly is one too,
 * although it delivers in between: it counts as repaired only when it has lasted for a minute.
 */
public final class StreamProblems implements ApplyListener {
    private static final Duration LASTS = Duration.ofMinutes(1);

    private final ProblemKey stream;
    private final ProblemKey apply;
    private final ProblemKey lease = ProblemKey.ofPipeline("lease");
    private final StepFailures failures;
    private final InstantSource clock;
    private final Effect effect;
    private Instant broke = Instant.MIN;
    private boolean delivered;

    private StreamProblems(Problems problems, InstantSource clock, String stream, String apply, Effect effect) {
        this.failures = new StepFailures(problems);
        this.clock = clock;
        this.stream = ProblemKey.ofPipeline(stream);
        this.apply = ProblemKey.ofPipeline(apply);
        this.effect = effect;
    }

    /** For the stream that the pipeline applies: without it, the whole pipeline stops. */
    public static StreamProblems ofSource(Problems problems, InstantSource clock) {
        return new StreamProblems(problems, clock, "stream", "apply", Effect.STOPPED);
    }

    /** For the target stream. */
    public static StreamProblems ofTarget(Problems problems, InstantSource clock) {
        return new StreamProblems(problems, clock, "target-stream", "target-record", Effect.PARTIAL);
    }

    @Override
    public synchronized void applied(AppliedBatch batch) {
        progressed();
    }

    /** The stream delivered an event and it was processed. */
    public synchronized void progressed() {
        delivered = true;
        failures.ended(apply);
        if (broke.equals(Instant.MIN)
                || Duration.between(broke, clock.instant()).compareTo(LASTS) >= 0) {
            failures.ended(stream);
        }
    }

    @Override
    public synchronized void waiting(RuntimeException because, int attempt, Duration delay) {
        failures.failed(apply, because, effect);
    }

    @Override
    public synchronized void streamFailed(Throwable because) {
        FatalError.endIfCausedBy(because);
        failures.failed(stream, because, delivered ? Effect.PARTIAL : effect);
        broke = clock.instant();
        delivered = false;
    }

    @Override
    public void leaseNotRenewed(RuntimeException because) {
        failures.failed(lease, because, Effect.PARTIAL);
    }

    @Override
    public void leaseRenewed() {
        failures.ended(lease);
    }
}
