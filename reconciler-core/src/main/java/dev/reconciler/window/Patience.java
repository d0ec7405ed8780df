package dev.reconciler.window;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How to wait for something that another process does. Wiring gives one that sleeps; a simulation, one that runs the others. */
@FunctionalInterface
public interface Patience {
    /** Waits until the condition holds or the time is over; returns whether it held. */
    boolean await(BooleanSupplier condition, Duration atMost);
}
