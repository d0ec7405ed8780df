package dev.reconciler.app.wiring;

import dev.reconciler.app.background.Chore;
import dev.reconciler.app.background.Threads;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.problem.Problems;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import dev.reconciler.targetstream.TargetTail;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives stream verification on a thread of its own, for as long as this process is the pipeline's writer. If it is switched off, its
 * hold on the ledger ends.
 */
final class Verifying implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Verifying.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(15);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Threads.named("reconciler-verify"));
    private final Problems problems;
    private final Streaming streaming;
    private final @Nullable StreamVerification verification;
    private final Optional<TargetTail> target;

    /** @param streaming holds the lease: there is one that verifies, and one that may end the hold */
    Verifying(Application application, Streaming streaming, StreamListener listener) {
        this.problems = application.problems();
        this.streaming = streaming;
        this.target = application.targetTail();
        if (application.config().verification().stream().enabled()) {
            verification = application.streamVerification(listener);
        } else {
            verification = null;
            release(application);
        }
    }

    /** From here on nobody tells which chunks change: none may seem clean, so they are forgotten before the hold is. */
    private static void release(Application application) {
        LedgerPruning ledger = application.pipeline().target().pruning();
        if (ledger.isFollowed()) {
            application.pipeline().tables().forEach(application.chunks()::forget);
        }
        ledger.release(StreamVerification.NAME);
    }

    void start() {
        StreamVerification driven = verification;
        if (driven != null) {
            Chore chore = new Chore(
                    "stream-verification", "verify what the stream changed", () -> workOff(driven), problems, LOG);
            thread.scheduleWithFixedDelay(chore, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
        target.ifPresent(tail -> thread.scheduleWithFixedDelay(
                new Chore("target-judgement", "judge writes to the target", () -> workOff(tail), problems, LOG),
                TICK.toMillis(),
                TICK.toMillis(),
                TimeUnit.MILLISECONDS));
    }

    private void workOff(StreamVerification driven) {
        boolean more = true;
        while (more && streaming.isRunning() && !Thread.currentThread().isInterrupted()) {
            more = driven.tick();
        }
    }

    private void workOff(TargetTail tail) {
        boolean more = true;
        while (more && streaming.isRunning() && !Thread.currentThread().isInterrupted()) {
            more = tail.advance();
        }
    }

    /** How far it is; empty if it is switched off. */
    Optional<StreamVerification.Status> status() {
        return Optional.ofNullable(verification).map(StreamVerification::status);
    }

    /** Ends what it does, before the databases' connections are given back. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("stream verification has not ended within {} s", END.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
