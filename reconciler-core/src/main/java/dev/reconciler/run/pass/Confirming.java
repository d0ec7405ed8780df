package dev.reconciler.run.pass;

import dev.reconciler.run.RunInterruptedException;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.Confirmation;
import dev.reconciler.window.Patience;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The confirmation of findings in a pipeline's runs.
 *
 * @param candidates findings with a pending second reading; null where a window is a proof
 * @param settle the time between two readings of a candidate
 * @param patience waits for the settle time
 * @param reservation the reason why no verdict is proven, for people; empty if there is none
 */
public record Confirming(
        Confirmation confirmation,
        @Nullable Candidates candidates,
        Duration settle,
        Patience patience,
        InstantSource clock,
        String reservation) {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    /** Creates the confirmation for pipelines in which a window is a proof: no finding waits. */
    public static Confirming atOnce(InstantSource clock) {
        return new Confirming(Confirmation.AT_ONCE, null, Duration.ZERO, (condition, atMost) -> true, clock, "");
    }

    /** Returns whether a difference must be found again later before it is proven. */
    public boolean isLater() {
        return candidates != null;
    }

    /**
     * Waits the settle time, outside of any window.
     *
     * @param alive called periodically; the wait ends when it returns false
     * @return whether it stayed true
     */
    public boolean settle(BooleanSupplier alive) {
        Instant end = clock.instant().plus(settle);
        while (clock.instant().isBefore(end)) {
            if (!alive.getAsBoolean()) {
                return false;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new RunInterruptedException();
            }
            Duration left = Duration.between(clock.instant(), end);
            patience.await(
                    () -> !clock.instant().isBefore(end), left.compareTo(SIGN_OF_LIFE) < 0 ? left : SIGN_OF_LIFE);
        }
        return alive.getAsBoolean();
    }
}
