package dev.reconciler.app.config;

import java.time.Duration;

/**
 * Settings of windows.
 *
 * @param maxDuration the age at which a window's snapshots are closed
 * @param openTimeout the time for which a window waits until the target has caught up
 * @param parallelism readers per side
 */
public record WindowConfig(Duration maxDuration, Duration openTimeout, int parallelism, int chunkRows) {}
