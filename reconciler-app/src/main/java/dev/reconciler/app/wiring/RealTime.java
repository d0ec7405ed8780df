package dev.reconciler.app.wiring;

import dev.reconciler.window.Patience;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The real clock, ids and waiting; everything else takes them as parameters. */
public final class RealTime {
    public static final Clock CLOCK = Clock.systemUTC();
    /** Monotonic: a change of the system clock does not move it. */
    public static final LongSupplier NANO_TIME = System::nanoTime;

    /** A new unique id at each call. */
    public static final Supplier<String> IDS = () -> UUID.randomUUID().toString();

    private static final Duration LOOK = Duration.ofMillis(15);

    /** Polls the condition. An interrupt ends the waiting, and stays set. */
    public static final Patience PATIENCE = RealTime::await;

    private RealTime() {}

    private static boolean await(BooleanSupplier condition, Duration atMost) {
        long end = NANO_TIME.getAsLong() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - NANO_TIME.getAsLong();
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
