package dev.reconciler.bench.lab.load;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How one transaction of the dual-writing application reaches its second database.
 *
 * @param targetFirst whether the target is the first of both
 * @param delay what passes between the two commits, at least
 * @param breaks whether the target's first attempt fails, so that it takes another one
 */
public record Delivery(boolean targetFirst, Duration delay, boolean breaks) {
    /** The longest delay. */
    static final Duration LONGEST = Duration.ofMillis(1_500);

    /** Most within a blink, one in twenty-five after half a second and more. */
    public static Delivery next(RandomGenerator random) {
        int speed = random.nextInt(100);
        int millis = speed < 80
                ? random.nextInt(5, 60)
                : speed < 96 ? random.nextInt(60, 400) : random.nextInt(400, (int) LONGEST.toMillis() + 1);
        return new Delivery(random.nextInt(100) < 10, Duration.ofMillis(millis), random.nextInt(100) < 3);
    }
}
