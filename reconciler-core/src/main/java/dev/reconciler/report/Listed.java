package dev.reconciler.report;

import java.util.List;

/**
 * A list that is cut after a number of items.
 *
 * @param total number of all items, listed or not
 */
public record Listed<T>(long total, List<T> items) {
    public Listed {
        items = List.copyOf(items);
    }

    /** The number of items that are not listed. */
    public long more() {
        return total - items.size();
    }
}
