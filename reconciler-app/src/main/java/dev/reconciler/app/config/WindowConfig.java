package dev.reconciler.app.config;

import java.time.Duration;

/**
 * How both sides are read.
 *
 * @param maxDuration after which a window's snapshots are given up
 * @param openTimeout how long a window waits for the target to catch up
 * @param parallelism readers per side
 */
public record WindowConfig(Duration maxDuration, Duration openTimeout, int parallelism, int chunkRows) {}
