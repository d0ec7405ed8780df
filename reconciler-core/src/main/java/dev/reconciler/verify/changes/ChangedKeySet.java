package dev.reconciler.verify.changes;

import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Changed rows of a table in bounded memory: up to a number of distinct keys, and ranges that hold the others. If there are too
 * many ranges too, all keys.
 */
public final class ChangedKeySet {
    private final int most;
    private final Function<Collection<RowKey>, Set<KeyRange>> rangesOf;
    private final Set<RowKey> keys = new LinkedHashSet<>();
    private final Set<KeyRange> ranges = new LinkedHashSet<>();

    /**
     * @param most keys, and ranges
     * @param rangesOf the ranges that hold keys
     */
    public ChangedKeySet(int most, Function<Collection<RowKey>, Set<KeyRange>> rangesOf) {
        this.most = most;
        this.rangesOf = rangesOf;
    }

    /** The rows that {@link #add} would add. */
    ChangedRows without(Collection<RowKey> changed) {
        if (ranges.contains(KeyRange.ALL)) {
            return ChangedRows.NONE;
        }
        Set<RowKey> more = new LinkedHashSet<>(changed);
        more.removeAll(keys);
        if (more.isEmpty()) {
            return ChangedRows.NONE;
        }
        return keys.size() + more.size() <= most
                ? new ChangedRows(more, Set.of())
                : new ChangedRows(Set.of(), bounded(rangesOf.apply(more)));
    }

    private Set<KeyRange> bounded(Collection<KeyRange> some) {
        Set<KeyRange> more = new LinkedHashSet<>(some);
        more.removeAll(ranges);
        return ranges.size() + more.size() <= most ? more : Set.of(KeyRange.ALL);
    }

    /** Adds keys as they were changed, or rows as they were recorded. */
    public void add(ChangedRows rows) {
        ChangedRows more = without(rows.keys());
        keys.addAll(more.keys());
        ranges.addAll(more.ranges());
        ranges.addAll(bounded(rows.ranges()));
        if (ranges.contains(KeyRange.ALL)) {
            keys.clear();
        }
    }

    /** All rows so far. */
    public ChangedRows rows() {
        return new ChangedRows(
                new LinkedHashSet<>(keys), ranges.contains(KeyRange.ALL) ? Set.of(KeyRange.ALL) : Set.copyOf(ranges));
    }
}
