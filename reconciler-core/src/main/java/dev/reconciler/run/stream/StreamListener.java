package dev.reconciler.run.stream;

import java.time.Duration;

/** Told how stream verification goes; for metrics. Must return soon and not throw. */
public interface StreamListener {
    StreamListener NONE = new StreamListener() {};

    /** @param keys changes compared: a key counts once for each transaction that changed it */
    default void checked(int keys) {}

    /** @param keys handed to a window */
    default void suspected(int keys) {}

    /** There was more to do, and the rate did not allow it for so long. */
    default void throttled(Duration time) {}
}
