package dev.reconciler.window;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for an effect of another process. In production it sleeps; in a simulation it runs the other processes. */
@FunctionalInterface
public interface Patience {
    /** Waits until the condition holds or the time is over; returns whether it held. */
    boolean await(BooleanSupplier condition, Duration atMost);
}
