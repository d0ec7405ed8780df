package dev.reconciler.run.stream;

import java.time.Duration;

/** Receives the events of stream verification, for metrics. Must return quickly and not throw. */
public interface StreamListener {
    StreamListener NONE = new StreamListener() {};

    /** @param keys changes compared: a key counts once for each transaction that changed it */
    default void checked(int keys) {}

    /** @param keys passed to a window */
    default void suspected(int keys) {}

    /**
     * The expression of a rule of kind {@code row} failed on changed rows: the rule has no verdict on them.
     *
     * @param rows their number
     */
    default void ruleFailed(String rule, int rows) {}

    /** Keys were pending, but the rate limit was reached for this time. */
    default void throttled(Duration time) {}
}
