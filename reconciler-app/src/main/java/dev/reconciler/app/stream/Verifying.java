package dev.reconciler.app.stream;

import dev.reconciler.app.background.Chore;
import dev.reconciler.app.background.Threads;
import dev.reconciler.problem.Problems;
import dev.reconciler.run.stream.StreamVerification;
import dev.reconciler.targetstream.TargetTail;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives stream verification on a thread of its own, as long as this process holds the pipeline's lease: only one process
 * verifies.
 */
public final class Verifying implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Verifying.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(15);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Threads.named("reconciler-verify"));
    private final Problems problems;
    private final BooleanSupplier writes;
    private final @Nullable StreamVerification verification;
    private final Optional<TargetTail> target;

    /**
     * @param verification null if it is switched off
     * @param target judges writes to the target; empty where the target is not streamed
     * @param writes tells whether this process still holds the pipeline's lease
     */
    public Verifying(
            @Nullable StreamVerification verification,
            Optional<TargetTail> target,
            BooleanSupplier writes,
            Problems problems) {
        this.verification = verification;
        this.target = target;
        this.writes = writes;
        this.problems = problems;
    }

    public void start() {
        StreamVerification driven = verification;
        if (driven != null) {
            Chore chore = new Chore(
                    "stream-verification", "verify the stream's changes", () -> workOff(driven), problems, LOG);
            thread.scheduleWithFixedDelay(chore, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
        target.ifPresent(tail -> thread.scheduleWithFixedDelay(
                new Chore(
                        "target-judgement",
                        "find the causes of writes to the target",
                        () -> workOff(tail),
                        problems,
                        LOG),
                TICK.toMillis(),
                TICK.toMillis(),
                TimeUnit.MILLISECONDS));
    }

    private void workOff(StreamVerification driven) {
        boolean more = true;
        while (more && writes.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            more = driven.tick();
        }
    }

    private void workOff(TargetTail tail) {
        boolean more = true;
        while (more && writes.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            more = tail.advance();
        }
    }

    /** Returns its progress; empty if it is switched off. */
    public Optional<StreamVerification.Status> status() {
        return Optional.ofNullable(verification).map(StreamVerification::status);
    }

    /** Ends its work, before the databases' connections are closed. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("stream verification still active after {} s", END.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
