package dev.reconciler.row;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A half-open range of keys in binary key order: {@code from} inclusive, {@code to} exclusive; null is unbounded. */
public record KeyRange(@Nullable RowKey from, @Nullable RowKey to) implements KeySpan {
    public static final KeyRange ALL = new KeyRange(null, null);

    /** The range between two keys as {@link RowKey#encoded} wrote them; null is unbounded. */
    public static KeyRange decode(@Nullable String from, @Nullable String to) {
        return new KeyRange(from == null ? null : RowKey.decode(from), to == null ? null : RowKey.decode(to));
    }

    /**
     * The parts that the bounds cut the range into, one more than there are bounds.
     *
     * @param bounds ascending, within the range
     */
    public List<KeyRange> cut(List<RowKey> bounds) {
        List<KeyRange> parts = new ArrayList<>();
        RowKey start = from;
        for (RowKey bound : bounds) {
            parts.add(new KeyRange(start, bound));
            start = bound;
        }
        parts.add(new KeyRange(start, to));
        return parts;
    }

    @Override
    public boolean contains(KeyOrder order, RowKey key) {
        return (from == null || order.compare(from, key) <= 0) && (to == null || order.compare(key, to) < 0);
    }

    @Override
    public String toString() {
        return "[" + (from == null ? "" : from) + " .. " + (to == null ? "" : to) + ")";
    }
}
