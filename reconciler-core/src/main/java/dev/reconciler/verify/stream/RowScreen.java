package dev.reconciler.verify.stream;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import org.jspecify.annotations.Nullable;

/** Selects changed rows that match the ledger and must be read in a window nevertheless. */
@FunctionalInterface
public interface RowScreen {
    RowScreen NONE = (table, key, row) -> false;

    /**
     * Called at least once for each change of a key.
     *
     * @param row the row that both sides have at the snapshot's position, as far as its columns are compared exactly; null if neither has
     *     one
     */
    boolean isSuspect(MappedTable table, RowKey key, @Nullable Row row);
}
