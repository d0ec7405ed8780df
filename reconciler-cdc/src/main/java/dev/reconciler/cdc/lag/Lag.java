package dev.reconciler.cdc.lag;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far the target is behind.
 *
 * @param time age of the newest applied commit of the source; zero if nothing is left to apply
 * @param bytes of log between what is applied and what is written; empty where positions are no byte offsets
 */
public record Lag(Duration time, OptionalLong bytes) {}
