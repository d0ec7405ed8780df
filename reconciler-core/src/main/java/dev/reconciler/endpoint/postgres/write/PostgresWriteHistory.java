package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.OwnTransactions;
import dev.reconciler.endpoint.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * The pipeline's own transactions as the target records them: all of them from the horizon on. The horizon
 * begins with the pipeline (rows that were there before have no known writer), moves on as old ids are pruned, and begins again
 * when the target is another server or database, whose ids mean nothing here.
 */
public final class PostgresWriteHistory implements OwnTransactions {
    private static final int BATCH = 5_000;

    private final DataSource target;
    private final String pipeline;

    public PostgresWriteHistory(DataSource target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    /** To be called by a new writer after it has fenced off every earlier one: one that recorded nothing is before the horizon. */
    static void begin(Connection connection, String pipeline) throws SQLException {
        Sql.update(connection, """
                WITH begun AS (
                  INSERT INTO reconciler.applied_horizon AS h (pipeline, xid, server)
                  VALUES (?, pg_snapshot_xmax(pg_current_snapshot())::text::bigint, ?)
                  ON CONFLICT (pipeline) DO UPDATE SET xid = excluded.xid, server = excluded.server
                  WHERE h.server <> excluded.server
                  RETURNING h.pipeline)
                DELETE FROM reconciler.applied_transaction WHERE pipeline IN (SELECT pipeline FROM begun)""", pipeline, server(connection));
    }

    private static String server(Connection connection) throws SQLException {
        boolean mayAsk = text(
                        connection, "SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')::text")
                .equals("true");
        String system = mayAsk ? text(connection, "SELECT system_identifier::text FROM pg_control_system()") : "";
        return system + "/" + text(connection, "SELECT oid::text FROM pg_database WHERE datname = current_database()");
    }

    private static String text(Connection connection, String sql) throws SQLException {
        return Sql.one(connection, sql, row -> row.getString(1));
    }

    /**
     * Forgets what is older than {@code keep} by the target's clock, and all but the latest {@code most}; the horizon moves with it,
     * batch by batch.
     *
     * @return ids forgotten
     */
    @Override
    public long prune(Duration keep, long most) {
        return PostgresFailures.reading("pruning the record of own transactions", target, connection -> {
            long surplus = surplus(connection, most);
            long pruned = 0;
            long batch;
            do {
                batch = pruneBatch(connection, keep, surplus);
                pruned += batch;
            } while (batch == BATCH);
            while (pruneMarks(connection) == BATCH) {
                // each batch commits on its own
            }
            return pruned;
        });
    }

    /** The latest id that is one too many; 0 if none is. */
    private long surplus(Connection connection, long most) throws SQLException {
        return Sql.first(connection, """
                SELECT xid FROM reconciler.applied_transaction WHERE pipeline = ? ORDER BY xid DESC OFFSET ? LIMIT 1""", row -> row.getLong(1), pipeline, most).orElse(0L);
    }

    private long pruneBatch(Connection connection, Duration keep, long surplus) throws SQLException {
        return Sql.number(connection, """
                WITH oldest AS (
                  SELECT xid, at FROM reconciler.applied_transaction WHERE pipeline = ? ORDER BY xid LIMIT ?),
                gone AS (
                  DELETE FROM reconciler.applied_transaction AS t USING oldest AS o
                  WHERE t.pipeline = ? AND t.xid = o.xid
                    AND (o.at < clock_timestamp() - ? * interval '1 millisecond' OR o.xid <= ?)
                  RETURNING t.xid),
                moved AS (
                  UPDATE reconciler.applied_horizon SET xid = greatest(xid, (SELECT max(xid) + 1 FROM gone))
                  WHERE pipeline = ? AND EXISTS (SELECT FROM gone))
                SELECT count(*) FROM gone""", pipeline, BATCH, pipeline, keep.toMillis(), surplus, pipeline);
    }

    private long pruneMarks(Connection connection) throws SQLException {
        return Sql.update(connection, """
                DELETE FROM reconciler.applied_mark WHERE ctid = ANY (ARRAY(
                  SELECT ctid FROM reconciler.applied_mark WHERE pipeline = ? LIMIT ?))""", pipeline, BATCH);
    }
}
