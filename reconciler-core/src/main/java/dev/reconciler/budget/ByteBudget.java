package dev.reconciler.budget;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much memory rows may take that are held at once. Rows are as wide as users make them, so that a number of rows bounds
 * nothing. A budget is exceeded by one row at most. Sizes are characters of the values' texts: one or two bytes each.
 */
public final class ByteBudget {
    /** For rows of one step: a piece of a backfill or of a batch, one slice of a comparison, what one fetch brings. */
    public static final long STEP = 8L << 20;

    private final long limit;
    private long held;

    public ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Counts what is held from now on. */
    public void add(long bytes) {
        held += bytes;
    }

    /** Whether nothing more fits. */
    public boolean isSpent() {
        return held >= limit;
    }

    /** Nothing is held any more. */
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
