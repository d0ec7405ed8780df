package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.position.MariaDbGtidPosition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server for its binary log. Each method fails with the server's error. */
public final class BinaryLog {
    /** The offset of a file's first event. */
    static final long FILE_START = 4;

    private static final int FIRST_EVENTS = 200;
    private static final Pattern COMMIT_ID = Pattern.compile(" cid=\\d+");

    private final Connection connection;
    private final MySqlKind kind;

    private BinaryLog(Connection connection, MySqlKind kind) {
        this.connection = connection;
        this.kind = kind;
    }

    /** The log of the server at the other end of the connection. */
    public static BinaryLog of(Connection connection) throws SQLException {
        return new BinaryLog(connection, MySqlKind.of(connection));
    }

    /**
     * The state of the log.
     *
     * @param end of the last file, as far as it is written
     * @param only the databases whose changes are logged, separated by commas; empty for all
     * @param without the databases whose changes are not logged, separated by commas
     */
    public record Status(BinlogCoordinate end, String only, String without) {
        /** Returns whether changes of the database's tables are logged. */
        public boolean logs(String database) {
            return only.isEmpty()
                    ? !List.of(without.split(",", -1)).contains(database)
                    : List.of(only.split(",", -1)).contains(database);
        }
    }

    MySqlKind kind() {
        return kind;
    }

    /** {@link MySqlKind#identityOf}. */
    public String server() throws SQLException {
        return kind.identityOf(connection);
    }

    /** @throws SQLException if the server writes no log, too */
    public Status status() throws SQLException {
        return Sql.first(
                        connection,
                        isSpelledBinaryLog() ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS",
                        row -> new Status(
                                new BinlogCoordinate(row.getString(1), row.getLong(2)),
                                Objects.toString(row.getString(3), ""),
                                Objects.toString(row.getString(4), "")))
                .orElseThrow(() -> new SQLException("the server writes no binary log (log_bin is OFF)"));
    }

    /** The position of the log's end, without GTIDs. */
    public BinlogPosition end() throws SQLException {
        return new BinlogPosition(
                server(), status().end(), kind == MySqlKind.MYSQL ? GtidSet.EMPTY : MariaDbGtidPosition.EMPTY);
    }

    /** MySQL renamed the statement in 8.2 and removed the former one in 8.4. */
    private boolean isSpelledBinaryLog() throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        return kind == MySqlKind.MYSQL
                && (major > 8 || major == 8 && connection.getMetaData().getDatabaseMinorVersion() >= 2);
    }

    /** MySQL: whether new transactions have GTIDs. */
    public String gtidMode() throws SQLException {
        return Sql.one(connection, "SELECT @@GLOBAL.gtid_mode", row -> row.getString(1));
    }

    /**
     * MySQL: returns whether each transaction that was in the log when this was called has become visible. The server counts one without
     * a GTID, and owns the GTID of any other, from before it is logged until it is visible.
     *
     * @return false also because of a later transaction
     */
    boolean isVisible() throws SQLException {
        return Sql.isTrue(connection, "SELECT @@GLOBAL.gtid_owned = ''")
                && Sql.one(
                        connection,
                        "SHOW GLOBAL STATUS LIKE 'Ongoing_anonymous_transaction_count'",
                        row -> row.getLong(2) == 0);
    }

    /** The ends of the files that the server still has, as far as they are written, the oldest file first. */
    List<BinlogCoordinate> ends() throws SQLException {
        return Sql.list(connection, "SHOW BINARY LOGS", row -> new BinlogCoordinate(row.getString(1), row.getLong(2)));
    }

    /** The start of the oldest file that the server still has. */
    BinlogCoordinate oldest() throws SQLException {
        return new BinlogCoordinate(ends().get(0).file(), FILE_START);
    }

    /** MySQL's transactions that are executed; a transaction is in the log before it is among them. */
    public GtidSet executed() throws SQLException {
        return set("SELECT @@GLOBAL.gtid_executed");
    }

    /** MySQL's transactions that were executed and are in no file any more. */
    GtidSet purged() throws SQLException {
        return set("SELECT @@GLOBAL.gtid_purged");
    }

    private GtidSet set(String sql) throws SQLException {
        return GtidSet.parse(Sql.one(connection, sql, row -> row.getString(1)));
    }

    /** Waits until MySQL has executed all of the set. @return false if the time is over before */
    boolean awaitExecuted(GtidSet wanted, Duration limit) throws SQLException {
        return Sql.one(
                connection,
                "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) = 0",
                row -> row.getBoolean(1),
                wanted.toString(),
                limit.toMillis() / 1000.0);
    }

    /**
     * The first groups of transactions in a file of MariaDB's log; a group is written, and becomes visible, as one.
     *
     * @param count as far as the first events show them
     * @param start of the first group; the file's present end if there is none
     */
    record Groups(int count, BinlogCoordinate start) {}

    /** The server writes nothing to its log meanwhile, so only the first events are read. */
    Groups firstGroups(String file) throws SQLException {
        List<GroupEvent> events =
                Sql.list(connection, "SHOW BINLOG EVENTS IN ? LIMIT " + FIRST_EVENTS, row -> GroupEvent.of(row), file);
        List<GroupEvent> first = new ArrayList<>();
        for (GroupEvent event : events) {
            if (event.isOfGroup() && (first.isEmpty() || !event.isWith(first.get(first.size() - 1)))) {
                first.add(event);
            }
        }
        long start = first.isEmpty()
                ? events.get(events.size() - 1).end()
                : first.get(0).start();
        return new Groups(first.size(), new BinlogCoordinate(file, start));
    }

    /** @param id of the group of which the event's transaction is one of several; empty if it is the only one */
    private record GroupEvent(boolean isOfGroup, String id, long start, long end) {
        static GroupEvent of(ResultSet row) throws SQLException {
            Matcher id = COMMIT_ID.matcher(row.getString("Info"));
            return new GroupEvent(
                    row.getString("Event_type").equals("Gtid"),
                    id.find() ? id.group() : "",
                    row.getLong("Pos"),
                    row.getLong("End_log_pos"));
        }

        boolean isWith(GroupEvent other) {
            return !id.isEmpty() && id.equals(other.id);
        }
    }

    /** MariaDB: the number of groups of transactions that have become visible since the server started. */
    long groupCommits() throws SQLException {
        return Sql.one(connection, "SHOW GLOBAL STATUS LIKE 'Binlog_group_commits'", row -> row.getLong(2));
    }

    /** MariaDB: the longest time for which a logged transaction waits for a replica before it becomes visible. */
    Duration longestWaitForReplica() throws SQLException {
        return Sql.one(
                connection,
                "SELECT if(@@GLOBAL.rpl_semi_sync_master_enabled, @@GLOBAL.rpl_semi_sync_master_timeout, 0)",
                row -> Duration.ofMillis(row.getLong(1)));
    }

    /** MariaDB's answer to how much of the log the session's present snapshot shows; for which {@link LogRotations} has the conditions. */
    BinlogCoordinate shown() throws SQLException {
        Map<String, String> status = new HashMap<>();
        Sql.each(
                connection,
                "SHOW STATUS LIKE 'binlog_snapshot%'",
                row -> status.put(row.getString(1), row.getString(2)));
        return new BinlogCoordinate(
                Objects.requireNonNull(status.get("Binlog_snapshot_file")),
                Long.parseLong(Objects.requireNonNull(status.get("Binlog_snapshot_position"))));
    }

    /** MariaDB's last transactions before a place in its log; empty if the log has no event that begins or ends there. */
    Optional<MariaDbGtidPosition> gtidsAt(BinlogCoordinate place) throws SQLException {
        return Sql.one(
                        connection,
                        "SELECT BINLOG_GTID_POS(?, ?)",
                        row -> Optional.ofNullable(row.getString(1)),
                        place.file(),
                        place.offset())
                .map(MariaDbGtidPosition::parse);
    }
}
