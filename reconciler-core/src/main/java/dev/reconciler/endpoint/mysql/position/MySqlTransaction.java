package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.position.TransactionId;

/**
 * A committed transaction of MySQL, as its id names it.
 *
 * @param gtid of the group that committed it: for an XA transaction, that of XA COMMIT
 * @param xid of an XA transaction that was prepared, as the log spells it: {@code X'61',X'',1}; empty for any other
 */
public record MySqlTransaction(Gtid gtid, String xid) {
    /**
     * Reads what {@link #id} wrote.
     *
     * @throws IllegalArgumentException if the text names no transaction of MySQL
     */
    public static MySqlTransaction parse(TransactionId id) {
        String[] parts = id.text().split(" ", 2);
        return new MySqlTransaction(Gtid.parse(parts[0]), parts.length == 1 ? "" : parts[1]);
    }

    /** The GTID, and the xid after a blank. */
    public TransactionId id() {
        return new TransactionId(xid.isEmpty() ? gtid.toString() : gtid + " " + xid);
    }
}
