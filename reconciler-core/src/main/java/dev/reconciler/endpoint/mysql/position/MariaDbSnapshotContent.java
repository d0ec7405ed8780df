package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;

/**
 * The content of a MariaDB snapshot, and of its XA transactions a lower bound (docs/adr, 32).
 *
 * @param shown {@code Binlog_snapshot_file} and {@code Binlog_snapshot_position}, read in the snapshot
 * @param logged the end of the log, read before the snapshot was opened
 * @param prepared XA RECOVER, read between the two
 */
public record MariaDbSnapshotContent(BinlogCoordinate shown, BinlogCoordinate logged, PreparedXids prepared)
        implements SnapshotContent {
    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is no content
     */
    public static MariaDbSnapshotContent parse(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not the content of a MariaDB snapshot: '" + text + "'");
        }
        return new MariaDbSnapshotContent(
                BinlogCoordinate.parse(parts[0]), BinlogCoordinate.parse(parts[1]), PreparedXids.parse(parts[2]));
    }

    @Override
    public boolean contains(TransactionId id) {
        MariaDbTransaction transaction = MariaDbTransaction.parse(id);
        return transaction.xid().isEmpty()
                ? shown.compareTo(transaction.end()) >= 0
                : logged.compareTo(transaction.end()) >= 0 && prepared.lacks(transaction.xid());
    }

    @Override
    public String toString() {
        return shown + "|" + logged + "|" + prepared;
    }
}
