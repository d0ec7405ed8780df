package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.position.Position;
import java.util.OptionalLong;

/**
 * A point in the log of a MySQL or MariaDB source, with everything that a reader needs to resume there.
 *
 * <p>Text: {@code <server> <file>:<offset> <gtids>}, separated by single blanks; {@code -} for no GTIDs. It is canonical, because the
 * checkpoint is compared by text.
 *
 * <p>A position from which a stream resumes satisfies: each transaction that ends at or before {@code log} is in {@code gtids}
 * (a group without rows may be missing, as a reader may receive it again). So the position of a transaction is the end of its commit in
 * the log, with the GTIDs of the position before it and its own. Offset and GTIDs are read by different statements and the log is
 * written before a transaction is executed; so the first position of a stream is early in its file, and its GTIDs are what was executed
 * ({@code MySqlStreamSetup}). A MySQL stream without GTIDs resumes at {@code log} itself, on the same server only. {@link dev.reconciler.endpoint.read.SourceDatabase#writePosition} is compared only, and has no GTIDs.
 *
 * <p>Offsets are compared on one server only: after a failover, those of the former server mean nothing. Positions of different servers
 * are compared by their GTIDs, which tells whether a transaction was received from the former server already. A write position of one
 * server is not covered by any position of another.
 *
 * @param server identifies the server whose log it is: {@link
 *     dev.reconciler.endpoint.mysql.MySqlKind#identityOf}; no blanks
 */
public record BinlogPosition(String server, BinlogCoordinate log, Gtids gtids) implements Position {
    /** In place of the server, in the position before everything. */
    static final String NO_SERVER = "-";

    private static final String NO_GTIDS = "-";

    /** @throws IllegalArgumentException if the server is empty or contains a blank */
    public BinlogPosition {
        if (server.isEmpty() || server.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("not a server's identity: '" + server + "'");
        }
    }

    /** Its parts as texts. */
    record Parts(String server, BinlogCoordinate log, String gtids) {
        /** @throws IllegalArgumentException if the text has not the form of a position */
        static Parts parse(String text) {
            int first = text.indexOf(' ');
            int last = text.lastIndexOf(' ');
            if (first < 0 || first == last) {
                throw new IllegalArgumentException(
                        "not a position in a binary log (server file:offset gtids): '" + text + "'");
            }
            String gtids = text.substring(last + 1);
            return new Parts(
                    text.substring(0, first),
                    BinlogCoordinate.parse(text.substring(first + 1, last)),
                    gtids.equals(NO_GTIDS) ? "" : gtids);
        }
    }

    /** The position before everything. */
    static BinlogPosition origin(Gtids none) {
        // Servers number their files from 1.
        return new BinlogPosition(NO_SERVER, new BinlogCoordinate("origin.0", 0), none);
    }

    @Override
    public boolean covers(Position other) {
        BinlogPosition that = (BinlogPosition) other;
        if (server.equals(that.server)) {
            return log.compareTo(that.log) >= 0;
        }
        return that.server.equals(NO_SERVER) || !that.gtids.isEmpty() && gtids.contains(that.gtids);
    }

    /** Bytes of log up to the other position; empty if it is in another file, because the lengths of those between are not known. */
    OptionalLong bytesTo(BinlogPosition other) {
        return server.equals(other.server) && log.file().equals(other.log.file())
                ? OptionalLong.of(other.log.offset() - log.offset())
                : OptionalLong.empty();
    }

    @Override
    public String text() {
        return server + " " + log + " " + (gtids.isEmpty() ? NO_GTIDS : gtids);
    }

    /** As {@link #text}. */
    @Override
    public String toString() {
        return text();
    }
}
