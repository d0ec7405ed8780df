package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Records the ids under which a transaction wrote rows: its own, and each savepoint's, since a row carries the id of the
 * savepoint in which it was written, and the log that of the whole transaction. A savepoint's id is read off a row inserted there: no
 * function tells it.
 */
final class OwnWrites {
    private final Connection connection;
    private final String pipeline;
    private boolean unrecorded;

    OwnWrites(Connection connection, String pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
    }

    /** Rows were written under the present id. */
    void wrote() {
        unrecorded = true;
    }

    /** Begins a savepoint; the caller passes the returned value to {@link #leave}. */
    boolean enter() {
        boolean outside = unrecorded;
        unrecorded = false;
        return outside;
    }

    void leave(boolean outside) {
        unrecorded = outside;
    }

    /**
     * Records the present id if rows were written under it, in one round trip with another statement.
     *
     * @param then run afterwards; empty for nothing
     */
    void record(String then) throws SQLException {
        if (unrecorded) {
            Sql.update(connection, """
                WITH mark AS (
                  INSERT INTO reconciler.applied_mark (pipeline) VALUES (?) RETURNING xmin::text::bigint AS low)
                INSERT INTO reconciler.applied_transaction (pipeline, xid)
                SELECT ?, id.xid
                FROM mark, (SELECT pg_current_xact_id()::text::bigint AS xid) AS top,
                  LATERAL (SELECT top.xid UNION SELECT top.xid + ((mark.low - top.xid) & 4294967295)) AS id (xid)
                ON CONFLICT DO NOTHING;""" + then, pipeline, pipeline);
            unrecorded = false;
        } else if (!then.isEmpty()) {
            Sql.update(connection, then);
        }
    }
}
