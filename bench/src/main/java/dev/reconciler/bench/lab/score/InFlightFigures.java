package dev.reconciler.bench.lab.score;

import java.time.Duration;

/**
 * Rows that differed and were not reported, because a write of the application could still have been under way.
 *
 * @param most at one time
 * @param oldest how long one of them waited at most, as far as somebody looked
 * @param left how many still wait although nothing is under way any more
 */
public record InFlightFigures(long most, Duration oldest, long left) {}
