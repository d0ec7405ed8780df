package dev.reconciler.verify.coverage;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/**
 * How many clean chunks a run revisits, so that all of them are within the period. What runs are due adds up: the shares of
 * runs that follow each other are those of the time between them, whole chunks only, and none is lost to rounding.
 *
 * @param period in which every clean chunk is revisited at least once
 */
public record ScrubBudget(Duration period) {
    public ScrubBudget {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("the scrub's period must be longer than " + period);
        }
    }

    /**
     * The share of the time from one run's start to the next one's.
     *
     * @param chunks all that have a turn
     */
    public int share(int chunks, Instant from, Instant to) {
        long share = turns(chunks, to) - turns(chunks, from);
        return (int) Math.max(0, Math.min(chunks, share));
    }

    /** Returns whether a chunk that was verified then must be visited whatever the share is. */
    public boolean isOverdue(Instant verifiedAt, Instant now) {
        return !verifiedAt.plus(period).isAfter(now);
    }

    private long turns(int chunks, Instant at) {
        return BigInteger.valueOf(at.toEpochMilli())
                .multiply(BigInteger.valueOf(chunks))
                .divide(BigInteger.valueOf(Math.max(1, period.toMillis())))
                .longValueExact();
    }
}
