package dev.reconciler.bench.lab.load;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The way in which a transaction of the dual-writing application reaches its second database.
 *
 * @param targetFirst true if the target commits first
 * @param delay minimum time between the two commits
 * @param breaks true if the first attempt in the target fails, so that it needs another one
 */
public record Delivery(boolean targetFirst, Duration delay, boolean breaks) {
    /** The longest delay. */
    static final Duration LONGEST = Duration.ofMillis(1_500);

    /** Returns a random delivery: most are immediate, one in twenty-five is delayed by half a second or more. */
    public static Delivery next(RandomGenerator random) {
        int speed = random.nextInt(100);
        int millis = speed < 80
                ? random.nextInt(5, 60)
                : speed < 96 ? random.nextInt(60, 400) : random.nextInt(400, (int) LONGEST.toMillis() + 1);
        return new Delivery(random.nextInt(100) < 10, Duration.ofMillis(millis), random.nextInt(100) < 3);
    }
}
