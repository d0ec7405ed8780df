package dev.reconciler.app.config;

import java.time.Duration;

/**
 * Settings of mode observe: the times after which a candidate becomes a discrepancy.
 *
 * @param settle the time within which an application writes a change to the other side
 * @param inFlightMax the time for which a row may keep changing before that is a discrepancy of its own
 * @param targetStream true if the target is streamed too
 */
public record ObserveConfig(Duration settle, Duration inFlightMax, boolean targetStream) {}
