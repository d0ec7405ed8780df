package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.position.MariaDbGtidPosition;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Checks that the server still delivers everything after a position, and that it lacks nothing before it. The server itself refuses a
 * reader only when files are gone.
 *
 * <p>Another source than that of the position is accepted on MySQL, whose GTID sets tell which transactions it has. A GTID position of
 * MariaDB names the last transaction only, and other ones before it can be missing or be added. Another target is not accepted, as the
 * places of its recorded writes are compared.
 *
 * <p>It can't tell a log that was reset and has given the same GTIDs, at the same places or later, to other transactions since.
 */
final class ResumeCheck {
    private final Side side;
    private final BinaryLog log;
    private final BinlogPosition from;
    private final Duration execution;

    private ResumeCheck(Side side, BinaryLog log, BinlogPosition from, Duration execution) {
        this.side = side;
        this.log = log;
        this.from = from;
        this.execution = execution;
    }

    /**
     * @param execution the longest wait for transactions that MySQL has logged, and so streamed, but not executed yet
     * @throws StreamRefusedException with the reason and, of a source, the operator's next action
     */
    static void require(Side side, Connection connection, BinlogPosition from, Duration execution) throws SQLException {
        ResumeCheck check = new ResumeCheck(side, BinaryLog.of(connection), from, execution);
        if (check.log.kind() == MySqlKind.MYSQL) {
            check.mySql();
        } else {
            check.mariaDb();
        }
    }

    private void mySql() throws SQLException {
        GtidSet received = (GtidSet) from.gtids();
        String server = log.server();
        if (received.isEmpty()) {
            byPlace(server);
            return;
        }
        if (server.equals(from.server())) {
            requireLogged();
        } else if (side == Side.TARGET) {
            throw refused("the target is another server than the one whose writes are recorded (was " + from.server()
                    + ", is " + server + "): places in its log can't be compared.");
        }
        if (!log.awaitExecuted(received, execution)) {
            throw refused("the " + side.noun() + " lacks transactions that were streamed: it has executed "
                    + log.executed() + ", and the stream is at " + from + ". The " + side.noun()
                    + " was restored or failed over to a server that lacked them, or they wait for a"
                    + " semi-synchronous replica: then try again once they are executed.");
        }
        GtidSet purged = log.purged();
        if (!received.contains(purged)) {
            throw refused("the " + side.noun() + " has purged transactions that were not streamed from its binary log"
                    + " (gtid_purged " + purged + ", position " + from + ").");
        }
    }

    /** A position without GTIDs is a place in one server's log, which must be there still. */
    private void byPlace(String server) throws SQLException {
        if (!server.equals(from.server())) {
            throw refused("the " + side.noun()
                    + " is another server than the one that the stream's position belongs to (was " + from.server()
                    + ", is " + server + "), and a position without GTIDs means nothing there.");
        }
        requireLogged();
        BinlogCoordinate end = log.ends().stream()
                .filter(file -> file.file().equals(from.log().file()))
                .findFirst()
                .orElseThrow(() ->
                        refused("the " + side.noun() + " has purged the file of the stream's position from its binary"
                                + " log (position " + from + ")."));
        if (end.compareTo(from.log()) < 0) {
            throw refused("the " + side.noun() + "'s binary log file ends at " + end + ", before the stream's position "
                    + from + ": it was reset, or the " + side.noun() + " has lost transactions that were streamed.");
        }
    }

    private void mariaDb() throws SQLException {
        MariaDbGtidPosition received = (MariaDbGtidPosition) from.gtids();
        String server = log.server();
        if (!server.equals(from.server())) {
            throw refused(
                    "the " + side.noun() + " is another server than the one that the stream's position belongs to (was "
                            + from.server() + ", is " + server
                            + "): MariaDB's GTIDs don't tell whether it has the same transactions.");
        }
        requireLogged();
        BinlogCoordinate oldest = log.oldest();
        boolean purged = from.log().compareTo(oldest) < 0;
        MariaDbGtidPosition there = log.gtidsAt(purged ? oldest : from.log()).orElse(null);
        if (there == null) {
            throw refused("the " + side.noun() + "'s binary log was reset: it has no event at the stream's position "
                    + from + ".");
        }
        if (purged ? !received.contains(there) : !there.contains(received)) {
            throw refused(
                    purged
                            ? "the " + side.noun()
                                    + " has purged transactions that were not streamed from its binary log"
                                    + " (it begins at " + oldest + " with " + there + ", position " + from + ")."
                            : "the " + side.noun() + "'s binary log was reset: it is at " + there
                                    + " where the stream's position is " + from + ".");
        }
    }

    private void requireLogged() throws SQLException {
        BinlogCoordinate end = log.status().end();
        if (end.compareTo(from.log()) < 0) {
            throw refused("the " + side.noun() + "'s binary log ends at " + end + ", before the stream's position "
                    + from + ": it was reset, or the " + side.noun() + " has lost transactions that were streamed.");
        }
    }

    /** A stream from the target is replaced by itself. */
    private StreamRefusedException refused(String reason) {
        return new StreamRefusedException(
                side == Side.SOURCE
                        ? reason + " Run `serve --resync`: it starts a new stream and verifies every table in full."
                        : reason);
    }
}
