package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.position.TransactionId;

/**
 * A committed transaction of MariaDB, as its id names it.
 *
 * @param gtid of the group that committed it: for an XA transaction, that of XA COMMIT
 * @param end the end of that group in the log
 * @param xid of an XA transaction that was prepared, as the log spells it: {@code X'61',X'',1}; empty for any other
 */
public record MariaDbTransaction(MariaDbGtid gtid, BinlogCoordinate end, String xid) {
    /**
     * Reads what {@link #id} wrote.
     *
     * @throws IllegalArgumentException if the text names no transaction of MariaDB
     */
    public static MariaDbTransaction parse(TransactionId id) {
        String[] parts = id.text().split(" ", 2);
        int at = parts[0].indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("not a transaction of MariaDB (gtid@file:offset): '" + id.text() + "'");
        }
        return new MariaDbTransaction(
                MariaDbGtid.parse(parts[0].substring(0, at)),
                BinlogCoordinate.parse(parts[0].substring(at + 1)),
                parts.length == 1 ? "" : parts[1]);
    }

    /** GTID, {@code @} and coordinate, and the xid after a blank. */
    public TransactionId id() {
        String place = gtid + "@" + end;
        return new TransactionId(xid.isEmpty() ? place : place + " " + xid);
    }
}
