package dev.reconciler.row;

import org.jspecify.annotations.Nullable;

/** A half-open range of keys in binary key order: {@code from} inclusive, {@code to} exclusive; null is unbounded. */
public record KeyRange(@Nullable RowKey from, @Nullable RowKey to) {
    public static final KeyRange ALL = new KeyRange(null, null);

    public boolean contains(KeyOrder order, RowKey key) {
        return (from == null || order.compare(from, key) <= 0) && (to == null || order.compare(key, to) < 0);
    }

    @Override
    public String toString() {
        return "[" + (from == null ? "" : from) + " .. " + (to == null ? "" : to) + ")";
    }
}
