package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import java.sql.SQLException;

/**
 * The metadata locks of a snapshot's session. A change of a table's definition waits for them, and every later statement on the table
 * waits for that change.
 *
 * <p>MySQL releases them when a reading rolls back to its savepoint; MariaDB keeps them until the snapshot ends.
 */
final class SnapshotLocks {
    private static final int NO_SUCH_SESSION = 1094;

    private final boolean keepsLocks;
    private final long sessionId;
    private volatile boolean held;
    private volatile boolean ended;
    private boolean closed;

    private SnapshotLocks(boolean keepsLocks, long sessionId) {
        this.keepsLocks = keepsLocks;
        this.sessionId = sessionId;
    }

    static SnapshotLocks of(MySqlSession session, MySqlKind kind) {
        long id = session.get("the session's number", c -> Sql.number(c, "SELECT CONNECTION_ID()"));
        return new SnapshotLocks(kind == MySqlKind.MARIADB, id);
    }

    String sessionId() {
        return Long.toString(sessionId);
    }

    void readingBegins() {
        held = true;
    }

    void readingEnded() {
        held = keepsLocks;
    }

    boolean areHeld() {
        return held;
    }

    boolean wereEnded() {
        return ended;
    }

    synchronized boolean areClosed() {
        return closed;
    }

    /** Ends the session from another one, unless the snapshot was closed: then the session may have another user. */
    synchronized void end(MySqlSession other) {
        if (closed || ended) {
            return;
        }
        ended = true;
        other.get("ending a snapshot for which a change of a table waits", c -> {
            try {
                Sql.execute(c, "KILL " + sessionId);
            } catch (SQLException e) {
                if (e.getErrorCode() != NO_SUCH_SESSION) {
                    throw e;
                }
            }
            return c;
        });
    }

    synchronized void close() {
        closed = true;
    }
}
