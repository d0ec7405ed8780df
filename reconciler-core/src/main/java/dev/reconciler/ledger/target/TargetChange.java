package dev.reconciler.ledger.target;

import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.position.Lsn;
import dev.reconciler.row.RowKey;
import java.time.Instant;

/**
 * One key that one transaction of the target touched.
 *
 * @param table mapping id
 * @param transaction the id that the target's log gives it, 32 or 64 bits
 * @param position the end of its commit in the target's log
 * @param committedAt by the target's clock; for people
 * @param image what the transaction left
 */
public record TargetChange(
        String table, RowKey key, long transaction, Lsn position, Instant committedAt, LedgerImage image) {}
