package dev.reconciler.correction;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A committed correction, as recorded in the target's journal.
 *
 * @param discrepancy its id; for an undo, the id of the undone correction
 * @param before null if there was no row
 * @param after null if the row was deleted
 * @param fence sequence at which the difference was proven
 * @param undoneBy id of the correction that undid this one
 */
public record Correction(
        String id,
        String discrepancy,
        String table,
        RowKey key,
        TenantId tenant,
        CorrectionKind kind,
        @Nullable Row before,
        @Nullable Row after,
        long fence,
        String actor,
        Instant at,
        @Nullable String undoneBy) {}
