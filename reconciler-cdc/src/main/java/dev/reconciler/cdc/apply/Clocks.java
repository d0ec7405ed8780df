package dev.reconciler.cdc.apply;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clocks of an applier.
 *
 * @param time stamps what is recorded
 * @param nanoTime a monotonic clock that measures durations, in nanoseconds
 */
public record Clocks(InstantSource time, LongSupplier nanoTime) {}
