package dev.reconciler.app.wiring;

import dev.reconciler.window.Patience;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The real clock and the real waiting; everything else takes them as parameters. */
public final class RealTime {
    public static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LOOK = Duration.ofMillis(15);

    /** Looks again and again; an interrupt ends the waiting, and stays set. */
    public static final Patience PATIENCE = RealTime::await;

    private RealTime() {}

    private static boolean await(BooleanSupplier condition, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0 || !pause(Duration.ofNanos(Math.min(left, LOOK.toNanos())))) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Sleeps; false if interrupted. */
    public static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
