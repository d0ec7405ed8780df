package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.AnonymousContent;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.position.MariaDbSnapshotContent;
import dev.reconciler.endpoint.mysql.position.MySqlSnapshotContent;
import dev.reconciler.endpoint.mysql.position.PreparedXids;
import dev.reconciler.endpoint.mysql.source.AnonymousLog;
import dev.reconciler.endpoint.mysql.source.BinaryLog;
import dev.reconciler.endpoint.mysql.source.LogRotations;
import dev.reconciler.position.SnapshotContent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the content of a snapshot in the order that makes it a lower bound (docs/adr, 32): position, XA RECOVER, then the snapshot is
 * opened.
 */
final class SourceContents {
    private static final int ACCESS_DENIED = 1227;
    private static final int XA_ACCESS_DENIED = 1401;
    private static final String PREPARED = "the prepared transactions";

    private SourceContents() {}

    /**
     * Reads what has to be read before the snapshot is opened.
     *
     * @return reads the content, in the session of the opened snapshot; empty if the log began a new file in between, so that the
     *     snapshot's content is not known
     */
    static Function<MySqlSession, Optional<SnapshotContent>> before(
            MySqlSession session, LogRotations rotations, AnonymousLog anonymous) {
        if (session.kind() == MySqlKind.MYSQL) {
            AnonymousContent visible = session.get("the end of the binary log", anonymous::read);
            GtidSet executed = session.get(
                    "the executed transactions", c -> BinaryLog.of(c).executed());
            PreparedXids prepared = session.get(PREPARED, SourceContents::prepared);
            return snapshot -> Optional.of(new MySqlSnapshotContent(executed, visible, prepared));
        }
        LogRotations.Settled log = session.get("the end of the binary log", rotations::settle);
        PreparedXids prepared = session.get(PREPARED, SourceContents::prepared);
        return snapshot -> snapshot.get("the snapshot's place in the log", log::shown)
                .map(shown -> new MariaDbSnapshotContent(shown, log.end(), prepared));
    }

    /** MySQL needs the privilege XA_RECOVER_ADMIN; without it, no XA transaction is known to be contained. */
    private static PreparedXids prepared(Connection connection) throws SQLException {
        Set<String> xids = new HashSet<>();
        try {
            Sql.each(connection, "XA RECOVER", row -> xids.add(xid(row)));
        } catch (SQLException e) {
            if (e.getErrorCode() == ACCESS_DENIED || e.getErrorCode() == XA_ACCESS_DENIED) {
                return PreparedXids.UNKNOWN;
            }
            throw e;
        }
        return new PreparedXids(true, xids);
    }

    /** Format, lengths of both parts, both parts. The log spells it {@code X'61',X'',1}. */
    private static String xid(ResultSet row) throws SQLException {
        byte[] both = row.getBytes(4);
        int split = row.getInt(2);
        HexFormat hex = HexFormat.of();
        return "X'" + hex.formatHex(both, 0, split) + "',X'" + hex.formatHex(both, split, split + row.getInt(3)) + "',"
                + row.getLong(1);
    }
}
