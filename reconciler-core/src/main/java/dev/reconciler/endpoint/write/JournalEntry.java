package dev.reconciler.endpoint.write;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A journal entry of one correction in the target, written in the correction's own transaction.
 *
 * @param id unique; supplied by the caller
 * @param discrepancy the discrepancy's id, or the undone correction's for an undo
 * @param table {@link dev.reconciler.mapping.MappedTable#id}
 * @param before the target's row before; null if there was none
 * @param after the row written; null if it was deleted
 * @param fence sequence at which the difference was proven
 * @param actor a person, or {@code auto}
 */
public record JournalEntry(
        String id,
        String discrepancy,
        String table,
        RowKey key,
        TenantId tenant,
        String kind,
        @Nullable Row before,
        @Nullable Row after,
        long fence,
        String actor,
        Instant at) {}
