package dev.reconciler.endpoint.write;

import dev.reconciler.row.ChangedRow;
import java.time.Instant;

/**
 * A journal entry of one correction in the target, written in the correction's own transaction.
 *
 * @param id unique; supplied by the caller
 * @param discrepancy the discrepancy's id, or the undone correction's for an undo
 * @param fence sequence at which the difference was proven
 * @param actor a person, or {@code auto}
 */
public record JournalEntry(
        String id, String discrepancy, ChangedRow row, String kind, long fence, String actor, Instant at) {}
