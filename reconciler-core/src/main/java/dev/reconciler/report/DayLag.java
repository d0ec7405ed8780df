package dev.reconciler.report;

import java.time.Duration;

/**
 * The replication lag on one day, of which the daemon records a figure each minute while it streams.
 *
 * @param median nearest rank
 * @param minutes number of figures
 */
public record DayLag(Duration median, Duration most, int minutes) {}
