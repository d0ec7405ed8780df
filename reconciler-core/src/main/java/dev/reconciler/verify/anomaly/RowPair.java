package dev.reconciler.verify.anomaly;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import org.jspecify.annotations.Nullable;

/**
 * The rows that both sides have under one key at one position; null where a side has none. Without the values that no feature reads:
 * thousands of pairs are held at once.
 *
 * @param agrees true if both rows have the same values, also those that are left out here
 */
public record RowPair(
        RowKey key, @Nullable Row source, @Nullable Row target, boolean agrees) {
    /** The pair of two rows as they were read. */
    static RowPair of(MappedTable table, RowKey key, @Nullable Row source, @Nullable Row target) {
        return new RowPair(
                key, RowFeatures.read(table, source), RowFeatures.read(table, target), table.agree(source, target));
    }
}
