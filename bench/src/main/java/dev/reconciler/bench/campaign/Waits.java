package dev.reconciler.bench.campaign;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/** Waits for conditions of other processes. */
final class Waits {
    private static final long LOOK_MILLIS = 50;

    private Waits() {}

    /** Polls the condition; a query that fails counts as "not yet". False after the time limit. */
    static boolean until(Duration atMost, Callable<Boolean> condition) throws InterruptedException {
        return until(atMost, LOOK_MILLIS, condition);
    }

    static boolean until(Duration atMost, long lookMillis, Callable<Boolean> condition) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(lookMillis);
        }
        return true;
    }

    private static boolean holds(Callable<Boolean> condition) throws InterruptedException {
        try {
            return condition.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false; // the server is unreachable
        }
    }

    static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    /** Returns a random duration between the two, both included, in milliseconds. */
    static Duration between(RandomGenerator random, Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }
}
