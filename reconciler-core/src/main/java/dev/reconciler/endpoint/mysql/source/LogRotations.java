package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells when MariaDB's {@link BinaryLog#shown} is sound again after the log began a new file.
 *
 * <p>A rotation sets the coordinate to the start of the new file although transactions of the former one may still wait to become
 * visible, with semi-synchronous replication for as long as a replica's acknowledgement. Such a group of transactions then even sets the
 * coordinate to its own offset within the new file. At a rotation at most two groups are logged and not yet visible: the one that waits,
 * and the one that caused the rotation. Groups become visible in the log's order, so once three groups have become visible since the file
 * was the last one, the third is of this file: all before it are visible, and the coordinate is its own. Without
 * commits, a group waits no longer than the server's timeout.
 *
 * <p>Safe for use by several threads.
 */
public final class LogRotations {
    private static final int GROUPS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(5);

    /** The last file; null before the first call. */
    private @Nullable String file;

    private long groups;
    private Duration waited = Duration.ZERO;

    /**
     * Waits until a snapshot that is opened next has a sound coordinate, provided that it is in the same file.
     *
     * @return the log's end
     * @throws SQLException if the server still waits for a replica after 20 s, too
     */
    public synchronized BinlogCoordinate await(Connection connection) throws SQLException {
        BinaryLog log = BinaryLog.of(connection);
        Duration patience = PATIENCE.plus(log.longestWaitForReplica());
        Duration waitedBefore = waited;
        while (true) {
            BinlogCoordinate end = log.status().end();
            long visible = log.groupCommits();
            if (!end.file().equals(file)) {
                file = end.file();
                groups = visible;
                waited = Duration.ZERO;
                waitedBefore = Duration.ZERO;
            }
            if (visible - groups >= GROUPS || waited.compareTo(patience) >= 0) {
                return end;
            }
            if (waited.minus(waitedBefore).compareTo(LONGEST) >= 0) {
                throw new SQLException("the binary log began " + end.file()
                        + ", and a transaction of the file before may still wait for a replica"
                        + " (rpl_semi_sync_master_timeout is "
                        + patience.minus(PATIENCE).toMillis()
                        + " ms): try again, or make the timeout shorter than 20 s");
            }
            Sql.execute(connection, "DO SLEEP(0.005)");
            waited = waited.plus(POLL);
        }
    }
}
