package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.AnonymousContent;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.position.MariaDbGtidPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds the position at which a stream begins, so that no transaction is lost between the stream and the first snapshot: each one is
 * in every snapshot that is opened later, or the stream delivers it and it ends after the position.
 *
 * <p>The end of the log is no such position: a transaction before it may be executed later, for as long as it waits for a
 * semi-synchronous replica, and until then no snapshot shows it.
 *
 * <ul>
 *   <li>MySQL: the GTIDs are those that are executed, which every later snapshot shows (docs/adr, 32). The coordinate is the start of
 *       the log's last file, read before them: the server begins a new file only once all transactions of the former one are executed.
 *       The stream is resumed by the GTIDs, so what the file holds of them is not sent again.
 *   <li>MySQL without GTIDs ({@code gtid_mode} other than {@code ON}): the place up to which every later snapshot shows the log ({@link
 *       AnonymousLog}). If it is the start of the file, what the file holds is delivered again, in order: rows are written by key, whole,
 *       so the target passes through earlier states and ends in the last one before any window opens.
 *   <li>MariaDB: the place in the log up to which a snapshot shows every transaction ({@link LogRotations}), and the GTIDs there.
 * </ul>
 */
final class StreamBeginning {
    private static final int ATTEMPTS = 10;

    private StreamBeginning() {}

    /**
     * The beginning of a record of everything that is written later. It is compared with other places of the log, so its coordinate is
     * one after which the stream delivers every transaction: on MySQL, the log's end after the GTIDs were read. Transactions before it
     * that were executed later come, too.
     */
    static BinlogPosition ofRecord(Connection connection, LogRotations rotations) throws SQLException {
        BinaryLog log = BinaryLog.of(connection);
        if (log.kind() != MySqlKind.MYSQL) {
            return find(connection, rotations);
        }
        GtidSet executed = log.executed();
        BinlogPosition end = log.end();
        return new BinlogPosition(end.server(), end.log(), executed);
    }

    static BinlogPosition find(Connection connection, LogRotations rotations) throws SQLException {
        BinaryLog log = BinaryLog.of(connection);
        String server = log.server();
        if (log.kind() == MySqlKind.MYSQL) {
            // In this order: read later, the file could be one that begins after a transaction which the GTIDs lack.
            String file = log.status().end().file();
            if (!AnonymousContent.isOn(log.gtidMode())) {
                return new BinlogPosition(
                        server, new AnonymousLog().read(connection).end(), GtidSet.EMPTY);
            }
            return new BinlogPosition(server, new BinlogCoordinate(file, BinaryLog.FILE_START), log.executed());
        }
        BinlogCoordinate shown = shown(connection, log, rotations);
        MariaDbGtidPosition gtids =
                log.gtidsAt(shown).orElseThrow(() -> new SQLException("no event of the binary log ends at " + shown));
        return new BinlogPosition(server, shown, gtids);
    }

    /**
     * A place at the start of a file is right as it is: what waits in the files before is visible in every snapshot that is opened once
     * the rotation has settled, and no other is used.
     */
    private static BinlogCoordinate shown(Connection connection, BinaryLog log, LogRotations rotations)
            throws SQLException {
        BinlogCoordinate shown = inSnapshot(connection, snapshot -> log.shown());
        if (shown.compareTo(log.firstGroups(shown.file()).start()) <= 0) {
            return shown;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<BinlogCoordinate> settled = inSnapshot(connection, rotations.settle(connection)::shown);
            if (settled.isPresent()) {
                return settled.get();
            }
        }
        throw new SQLException("the binary log began a new file " + ATTEMPTS
                + " times in turn while its end was read: make max_binlog_size larger");
    }

    private interface Reading<T> {
        T read(Connection snapshot) throws SQLException;
    }

    private static <T> T inSnapshot(Connection connection, Reading<T> reading) throws SQLException {
        Sql.execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        Sql.execute(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        try {
            return reading.read(connection);
        } finally {
            Sql.execute(connection, "ROLLBACK");
        }
    }
}
