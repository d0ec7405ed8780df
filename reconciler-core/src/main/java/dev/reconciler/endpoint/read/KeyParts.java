package dev.reconciler.endpoint.read;

import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.RowKey;
import java.util.Collections;
import java.util.List;

/** The parts into which bounds cut a range of keys. Rows mostly come in the order of their keys, so the last part is tried first. */
final class KeyParts {
    private final List<RowKey> bounds;
    private final KeyOrder order;
    private int last;

    /** @param bounds in key order; each is the first key of a part */
    KeyParts(KeyOrder order, List<RowKey> bounds) {
        this.bounds = List.copyOf(bounds);
        this.order = order;
    }

    /** The number of the part in which the key lies, from 0. */
    int of(RowKey key) {
        if (!isIn(last, key)) {
            int found = Collections.binarySearch(bounds, key, order);
            last = found < 0 ? -found - 1 : found + 1;
        }
        return last;
    }

    private boolean isIn(int part, RowKey key) {
        return (part == 0 || order.compare(bounds.get(part - 1), key) <= 0)
                && (part == bounds.size() || order.compare(key, bounds.get(part)) < 0);
    }
}
