package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.position.TransactionId;

/**
 * A committed transaction of MySQL without a GTID, as its id names it.
 *
 * @param server of the log that holds it
 * @param end of the group that committed it in the log
 * @param xid of an XA transaction that was prepared, as the log spells it: {@code X'61',X'',1}; empty for any other
 */
public record AnonymousTransaction(String server, BinlogCoordinate end, String xid) {
    private static final char AT = '@';

    /** Returns whether the id names such a transaction; a GTID has no {@code @}. */
    static boolean isNamedBy(TransactionId id) {
        return id.text().split(" ", 2)[0].indexOf(AT) >= 0;
    }

    /**
     * Reads what {@link #id} wrote.
     *
     * @throws IllegalArgumentException if the text names no transaction without a GTID
     */
    public static AnonymousTransaction parse(TransactionId id) {
        String[] parts = id.text().split(" ", 2);
        int at = parts[0].indexOf(AT);
        if (at < 0) {
            throw new IllegalArgumentException("not a place in MySQL's log (server@file:offset): '" + id.text() + "'");
        }
        return new AnonymousTransaction(
                parts[0].substring(0, at),
                BinlogCoordinate.parse(parts[0].substring(at + 1)),
                parts.length == 1 ? "" : parts[1]);
    }

    /** Server, {@code @} and coordinate, and the xid after a blank. */
    public TransactionId id() {
        String place = server + AT + end;
        return new TransactionId(xid.isEmpty() ? place : place + " " + xid);
    }
}
