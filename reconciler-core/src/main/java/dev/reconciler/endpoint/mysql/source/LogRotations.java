package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the place in MariaDB's log up to which a snapshot shows every transaction. The server's own answer ({@code
 * Binlog_snapshot_position}) is wrong for some time after the log began a new file:
 *
 * <ol>
 *   <li>The new file sets it to the file's start, although transactions of the former file may still wait to become visible: with
 *       semi-synchronous replication for as long as a replica's acknowledgement takes. They are one or two groups, because a group that
 *       waits holds up all later ones: the one that waits, and the one that caused the rotation.
 *   <li>When such a group becomes visible, it sets the place to its own offset in the former file, and the file is the new one. The
 *       place stays so until a group of the new file becomes visible.
 *   <li>The third group of a file is only written once the first one is becoming visible, and a snapshot waits for that. So a
 *       snapshot that is opened when the file holds three groups has a place of this file, and shows every transaction before it. So
 *       does one that is opened when three groups have become visible since the file was seen: the third of them is of the file.
 *   <li>A log whose end has not moved in the time for which the server lets a group wait has no group that waits: a snapshot shows
 *       all that the log held by then. The server's answer may still be of the second kind.
 * </ol>
 *
 * <p>Safe for use by several threads.
 */
public final class LogRotations {
    private static final int GROUPS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Duration longest;
    /** The end of the log when it was last looked at; null before that. */
    private @Nullable BinlogCoordinate end;
    /** The time for which it has been there. */
    private Duration quiet = Duration.ZERO;

    /** Of groups that were visible when the file was first seen. */
    private long groups;

    private boolean isExact;

    public LogRotations() {
        this(LONGEST);
    }

    /** @param longest the time after which {@link #settle} gives up */
    LogRotations(Duration longest) {
        this.longest = longest;
    }

    /**
     * The log before a snapshot.
     *
     * @param end of the log
     * @param isExact true if the server's answer is right about snapshots in this file; false if they show all up to the end
     */
    public record Settled(BinlogCoordinate end, boolean isExact) {
        /**
         * The place of a snapshot that was opened since.
         *
         * @param snapshot the connection that holds it
         * @return empty if the log began a new file in between, so that the place is not known: open another snapshot
         */
        public Optional<BinlogCoordinate> shown(Connection snapshot) throws SQLException {
            return Optional.of(BinaryLog.of(snapshot).shown())
                    .filter(shown -> shown.file().equals(end.file()))
                    .map(shown -> isExact || shown.compareTo(end) < 0 ? shown : end);
        }
    }

    /**
     * Waits until the place of a snapshot that is opened next can be told.
     *
     * @throws SQLException if a transaction may still wait for a replica after 20 s, too
     */
    public synchronized Settled settle(Connection connection) throws SQLException {
        BinaryLog log = BinaryLog.of(connection);
        Duration patience = PATIENCE.plus(log.longestWaitForReplica());
        Duration waited = Duration.ZERO;
        while (true) {
            BinlogCoordinate now = log.status().end();
            long visible = log.groupCommits();
            if (end == null || !end.file().equals(now.file())) {
                groups = visible;
                isExact = log.firstGroups(now.file()).count() >= GROUPS;
            }
            isExact = isExact || visible - groups >= GROUPS;
            if (!now.equals(end)) {
                end = now;
                quiet = Duration.ZERO;
            }
            if (isExact || quiet.compareTo(patience) >= 0) {
                return new Settled(now, isExact);
            }
            if (waited.compareTo(longest) >= 0) {
                throw new SQLException("the binary log began the file " + now.file()
                        + ", and a transaction of the file before"
                        + " may still wait for a replica (rpl_semi_sync_master_timeout is "
                        + patience.minus(PATIENCE).toMillis() + " ms): try again once the replica has answered");
            }
            Sql.execute(connection, "DO SLEEP(0.005)");
            waited = waited.plus(POLL);
            quiet = quiet.plus(POLL);
        }
    }
}
