package dev.reconciler.app.config;

import java.time.Duration;

/**
 * How candidates become discrepancies where others write the target.
 *
 * @param settle within which an application's write to the other side follows
 * @param inFlightMax how long a row may keep changing before that is a discrepancy of its own
 * @param targetStream whether the target is streamed, too
 */
public record ObserveConfig(Duration settle, Duration inFlightMax, boolean targetStream) {}
