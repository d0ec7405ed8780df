package dev.reconciler.correction;

import dev.reconciler.row.ChangedRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A committed correction, as recorded in the target's journal.
 *
 * @param discrepancy its id; for an undo, the id of the undone correction
 * @param fence sequence at which the difference was proven
 * @param undoneBy id of the correction that undid this one
 */
public record Correction(
        String id,
        String discrepancy,
        ChangedRow row,
        CorrectionKind kind,
        long fence,
        String actor,
        Instant at,
        @Nullable String undoneBy) {}
