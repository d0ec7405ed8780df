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
 * How a pipeline's runs come from what a window shows to what is proven.
 *
 * @param candidates what waits for another reading; null where a window is a proof
 * @param settle between two readings of a candidate
 * @param patience which waits for it
 */
public record Confirming(
        Confirmation confirmation,
        @Nullable Candidates candidates,
        Duration settle,
        Patience patience,
        InstantSource clock) {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    /** Where a window is a proof: nothing waits. */
    public static Confirming atOnce(InstantSource clock) {
        return new Confirming(Confirmation.AT_ONCE, null, Duration.ZERO, (condition, atMost) -> true, clock);
    }

    /** Returns whether a difference has to be found again, later, before it is proven. */
    public boolean isLater() {
        return candidates != null;
    }

    /**
     * Waits the settle time, outside of any window.
     *
     * @param alive asked now and then; the waiting ends once it is false
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
