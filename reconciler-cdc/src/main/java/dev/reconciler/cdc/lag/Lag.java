package dev.reconciler.cdc.lag;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The lag of the target.
 *
 * @param time the age of the newest applied commit of the source; zero if no transaction is left to apply
 * @param bytes the bytes of log between the applied and the written position; empty if positions are not byte offsets
 */
public record Lag(Duration time, OptionalLong bytes) {}
