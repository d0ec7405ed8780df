package dev.reconciler.budget;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bound on the memory of rows that are held at the same time. Users decide how wide a row is, so a number of rows bounds
 * nothing. A budget is exceeded by one row at most. Sizes are characters of the values' texts: one or two bytes each.
 */
public final class ByteBudget {
    /** The budget of one step's rows: a piece of a backfill or of a batch, one slice of a comparison, one fetch. */
    public static final long STEP = 8L << 20;

    private final long limit;
    private long held;

    public ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Counts bytes that are held until {@link #release}. */
    public void add(long bytes) {
        held += bytes;
    }

    /** Returns whether the budget is used up. */
    public boolean isSpent() {
        return held >= limit;
    }

    /** Sets the held bytes to zero. */
    public void release() {
        held = 0;
    }

    /** The size of a row's values. */
    public static long of(List<@Nullable String> values) {
        long bytes = 0;
        for (String value : values) {
            bytes += value == null ? 0 : value.length();
        }
        return bytes;
    }
}
