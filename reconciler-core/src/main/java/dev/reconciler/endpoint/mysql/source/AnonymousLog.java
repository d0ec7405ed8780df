package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.position.AnonymousContent;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the place in MySQL's log up to which every snapshot that is opened later shows the transactions without GTIDs (docs/adr, 36).
 * The log's end is no such place: a transaction is in the log before it is visible, for as long as a semi-synchronous replica takes. The
 * last one of these is:
 *
 * <ol>
 *   <li>An end of the log after which the server had no commit in progress ({@link BinaryLog#isVisible}). With {@code gtid_mode=ON} no
 *       transaction without a GTID is: the server refuses the mode while it counts one.
 *   <li>The start of the last file, which the server begins once all transactions of the former file are visible.
 * </ol>
 *
 * <p>Safe for use by several threads.
 */
public final class AnonymousLog {
    private static final int LOOKS = 20;

    /** The last place that was found. */
    private @Nullable AnonymousContent known;

    /** To be called before the snapshot is opened. */
    public synchronized AnonymousContent read(Connection connection) throws SQLException {
        BinaryLog log = BinaryLog.of(connection);
        String server = log.server();
        BinlogCoordinate end = log.status().end();
        String mode = log.gtidMode();
        BinlogCoordinate visible =
                AnonymousContent.isOn(mode) || becomesVisible(connection, log) ? end : earlier(server, end);
        AnonymousContent content = new AnonymousContent(server, visible, mode);
        known = content;
        return content;
    }

    /** Returns true once every transaction of the log is visible; false if there is always a later one. */
    private static boolean becomesVisible(Connection connection, BinaryLog log) throws SQLException {
        for (int look = 0; look < LOOKS; look++) {
            if (log.isVisible()) {
                return true;
            }
            Sql.execute(connection, "DO SLEEP(0.005)");
        }
        return false;
    }

    private BinlogCoordinate earlier(String server, BinlogCoordinate end) {
        BinlogCoordinate file = new BinlogCoordinate(end.file(), BinaryLog.FILE_START);
        AnonymousContent before = known;
        return before != null
                        && before.server().equals(server)
                        && before.end().compareTo(file) > 0
                        && before.end().compareTo(end) <= 0
                ? before.end()
                : file;
    }
}
