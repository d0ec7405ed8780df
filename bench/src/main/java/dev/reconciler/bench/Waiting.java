package dev.reconciler.bench;

import dev.reconciler.window.Patience;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again every few milliseconds. */
final class Waiting implements Patience {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    @Override
    public boolean await(BooleanSupplier condition, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE);
        }
        return true;
    }
}
