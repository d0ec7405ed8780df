package dev.reconciler.verify.coverage;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/**
 * The number of clean chunks that a run revisits, so that each is revisited within the period. Shares accumulate: the shares of
 * consecutive runs follow the time between them, in whole chunks, and rounding loses no chunk.
 *
 * @param period the time within which every clean chunk is revisited at least once
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
     * @param chunks the number of clean chunks
     */
    public int share(int chunks, Instant from, Instant to) {
        long share = turns(chunks, to) - turns(chunks, from);
        return (int) Math.max(0, Math.min(chunks, share));
    }

    /** Returns whether a chunk that was verified at that time must be visited regardless of the share. */
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
