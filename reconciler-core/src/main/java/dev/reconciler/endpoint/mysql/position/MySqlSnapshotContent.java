package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * A lower bound of the content of a MySQL snapshot (docs/adr, 32 and 36).
 *
 * @param executed {@code gtid_executed}, read before the snapshot was opened
 * @param anonymous the transactions without GTIDs, read likewise; null in proofs of before they were streamed
 * @param prepared XA RECOVER, read between the two
 */
public record MySqlSnapshotContent(
        GtidSet executed, @Nullable AnonymousContent anonymous, PreparedXids prepared) implements SnapshotContent {
    private static final int PARTS = 3;

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is no content
     */
    public static MySqlSnapshotContent parse(String text) {
        String[] parts = text.split("\\|", PARTS);
        if (parts.length == 1) {
            throw new IllegalArgumentException("not the content of a MySQL snapshot: '" + text + "'");
        }
        return new MySqlSnapshotContent(
                GtidSet.parse(parts[0]),
                parts.length == PARTS ? AnonymousContent.parse(parts[2]) : null,
                PreparedXids.parse(parts[1]));
    }

    @Override
    public boolean contains(TransactionId id) {
        if (AnonymousTransaction.isNamedBy(id)) {
            AnonymousTransaction transaction = AnonymousTransaction.parse(id);
            return anonymous != null && anonymous.contains(transaction) && prepared.lacks(transaction.xid());
        }
        MySqlTransaction transaction = MySqlTransaction.parse(id);
        return executed.contains(transaction.gtid()) && prepared.lacks(transaction.xid());
    }

    @Override
    public boolean isProven() {
        return anonymous == null || anonymous.isOn();
    }

    @Override
    public String toString() {
        String known = executed + "|" + prepared;
        return anonymous == null ? known : known + "|" + anonymous;
    }
}
