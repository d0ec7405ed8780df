package dev.reconciler.review;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one row of both sides again, in a window in which its key is not in doubt. */
public interface FreshProof {
    /**
     * Does the work while the window is open, so that the ledger stays pinned at its fence.
     *
     * @param table mapping id
     */
    <T> T with(String table, RowKey key, Function<Fresh, T> work);

    /**
     * @param source null if the source has no such row
     * @param target null if the target has no such row
     * @param fence F of the window
     */
    record Fresh(
            MappedTable table,
            @Nullable Row source,
            @Nullable Row target,
            Checkpoint fence) {}
}
