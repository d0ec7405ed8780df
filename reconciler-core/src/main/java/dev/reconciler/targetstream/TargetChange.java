package dev.reconciler.targetstream;

import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import java.time.Instant;

/**
 * One key that one transaction of the target touched.
 *
 * @param table mapping id
 * @param transaction as the target's log, or the record of it, names it
 * @param position the end of its commit in the target's log
 * @param committedAt by the target's clock; for people
 * @param image what the transaction left
 */
public record TargetChange(
        String table,
        RowKey key,
        TransactionId transaction,
        Position position,
        Instant committedAt,
        LedgerImage image) {}
