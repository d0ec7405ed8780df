package dev.reconciler.verify.changes;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changed rows of a table: their keys; and where there were too many, ranges of keys, of which some changed.
 */
public record ChangedRows(Set<RowKey> keys, Set<KeyRange> ranges) {
    public static final ChangedRows NONE = new ChangedRows(Set.of(), Set.of());

    public static ChangedRows ofKeys(Collection<RowKey> keys) {
        return new ChangedRows(new LinkedHashSet<>(keys), Set.of());
    }

    public boolean isEmpty() {
        return keys.isEmpty() && ranges.isEmpty();
    }

    /** The same rows, each once: disjoint ranges in key order, and the keys outside of them. */
    public ChangedRows disjoint(KeyOrder order) {
        List<KeyRange> merged = merged(order);
        Set<RowKey> outside = new LinkedHashSet<>(keys);
        outside.removeIf(key -> isInOneOf(merged, order, key));
        return new ChangedRows(outside, new LinkedHashSet<>(merged));
    }

    private List<KeyRange> merged(KeyOrder order) {
        Comparator<@Nullable RowKey> starts = Comparator.nullsFirst(order);
        List<KeyRange> sorted = new ArrayList<>(ranges);
        sorted.sort((one, other) -> starts.compare(one.from(), other.from()));
        List<KeyRange> merged = new ArrayList<>();
        for (KeyRange next : sorted) {
            KeyRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last == null || endsBefore(last, next, order)) {
                merged.add(next);
            } else {
                merged.set(merged.size() - 1, new KeyRange(last.from(), later(last.to(), next.to(), order)));
            }
        }
        return merged;
    }

    /** Neighbours that only touch are not merged: each is about as long as a chunk. */
    private static boolean endsBefore(KeyRange one, KeyRange other, KeyOrder order) {
        return one.to() != null && other.from() != null && order.compare(one.to(), other.from()) <= 0;
    }

    private static @Nullable RowKey later(@Nullable RowKey one, @Nullable RowKey other, KeyOrder order) {
        if (one == null || other == null) {
            return null;
        }
        return order.compare(one, other) >= 0 ? one : other;
    }

    private static boolean isInOneOf(List<KeyRange> sorted, KeyOrder order, RowKey key) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            RowKey to = sorted.get(middle).to();
            if (to != null && order.compare(to, key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < sorted.size() && sorted.get(low).contains(order, key);
    }
}
