package dev.reconciler.endpoint.mysql.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Some of many items, for one statement that takes a parameter for each value, as there are no array parameters.
 *
 * @param items at least one, and at most {@link #SIZE}
 */
record Chunk<T>(List<T> items) {
    /** MariaDB turns an IN list of more than 1000 values into a subquery, for which DELETE reads the whole table. */
    private static final int SIZE = 500;

    static <T> List<Chunk<T>> of(Collection<T> items) {
        List<T> all = List.copyOf(items);
        List<Chunk<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += SIZE) {
            chunks.add(new Chunk<>(all.subList(from, Math.min(from + SIZE, all.size()))));
        }
        return chunks;
    }

    /** {@code (?, ?, ?)}, a parameter per item. */
    String list() {
        return parameters(items.size());
    }

    /** {@code (?, ?), (?, ?)}, a row of that many parameters per item. */
    String rows(int columns) {
        return String.join(", ", Collections.nCopies(items.size(), parameters(columns)));
    }

    private static String parameters(int count) {
        return "(" + String.join(", ", Collections.nCopies(count, "?")) + ")";
    }

    /** The values of the statement: some before those of the items. */
    Object[] values(Function<T, List<Object>> ofItem, Object... before) {
        List<Object> values = new ArrayList<>(Arrays.asList(before));
        items.forEach(item -> values.addAll(ofItem.apply(item)));
        return values.toArray();
    }
}
