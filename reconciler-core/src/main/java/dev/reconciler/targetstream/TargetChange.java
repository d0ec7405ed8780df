package dev.reconciler.targetstream;

import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import java.time.Instant;

/**
 * A change of one key by one transaction of the target.
 *
 * @param table mapping id
 * @param transaction the id in the target's log
 * @param position the end of the commit in the target's log
 * @param committedAt by the target's clock; for display only
 * @param image the row after the transaction
 */
public record TargetChange(
        String table,
        RowKey key,
        TransactionId transaction,
        Position position,
        Instant committedAt,
        LedgerImage image) {}
