package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;

/**
 * A lower bound of the content of a MySQL snapshot (docs/adr, 32).
 *
 * @param executed {@code gtid_executed}, read before the snapshot was opened
 * @param prepared XA RECOVER, read between the two
 */
public record MySqlSnapshotContent(GtidSet executed, PreparedXids prepared) implements SnapshotContent {
    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is no content
     */
    public static MySqlSnapshotContent parse(String text) {
        int bar = text.indexOf('|');
        if (bar < 0) {
            throw new IllegalArgumentException("not the content of a MySQL snapshot: '" + text + "'");
        }
        return new MySqlSnapshotContent(
                GtidSet.parse(text.substring(0, bar)), PreparedXids.parse(text.substring(bar + 1)));
    }

    @Override
    public boolean contains(TransactionId id) {
        MySqlTransaction transaction = MySqlTransaction.parse(id);
        return executed.contains(transaction.gtid()) && prepared.lacks(transaction.xid());
    }

    @Override
    public String toString() {
        return executed + "|" + prepared;
    }
}
