package dev.reconciler.bench.lab.score;

import java.time.Duration;

/**
 * Rows that differed and were not reported, because a write of the application could still have been in progress.
 *
 * @param most at one time
 * @param oldest longest time in flight among the readings
 * @param left number still in flight although no write is in progress
 */
public record InFlightFigures(long most, Duration oldest, long left) {}
