package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.OwnTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * How far back the target knows its pipeline's own transactions: from the horizon on, every one is recorded. The horizon
 * begins with the pipeline (rows that were there before are nobody's in particular), moves on as old ids are pruned, and begins anew
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
        String server = server(connection);
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH begun AS (
                  INSERT INTO reconciler.applied_horizon AS h (pipeline, xid, server)
                  VALUES (?, pg_snapshot_xmax(pg_current_snapshot())::text::bigint, ?)
                  ON CONFLICT (pipeline) DO UPDATE SET xid = excluded.xid, server = excluded.server
                  WHERE h.server <> excluded.server
                  RETURNING h.pipeline)
                DELETE FROM reconciler.applied_transaction WHERE pipeline IN (SELECT pipeline FROM begun)""")) {
            insert.setString(1, pipeline);
            insert.setString(2, server);
            insert.executeUpdate();
        }
    }

    private static String server(Connection connection) throws SQLException {
        boolean mayAsk = text(
                        connection, "SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')::text")
                .equals("true");
        String system = mayAsk ? text(connection, "SELECT system_identifier::text FROM pg_control_system()") : "";
        return system + "/" + text(connection, "SELECT oid::text FROM pg_database WHERE datname = current_database()");
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet result = select.executeQuery()) {
            result.next();
            return result.getString(1);
        }
    }

    /**
     * Forgets what is older than {@code keep} by the target's clock, and all but the latest {@code most}; the horizon moves with it,
     * batch by batch.
     *
     * @return ids forgotten
     */
    @Override
    public long prune(Duration keep, long most) {
        return PostgresFailures.reading("pruning the record of own transactions", () -> {
            long surplus = Transactions.run(target, connection -> surplus(connection, most));
            long pruned = 0;
            long batch;
            do {
                batch = Transactions.run(target, connection -> pruneBatch(connection, keep, surplus));
                pruned += batch;
            } while (batch == BATCH);
            while (Transactions.run(target, this::pruneMarks) == BATCH) {
                // each batch commits on its own
            }
            return pruned;
        });
    }

    /** The latest id that is one too many; 0 if none is. */
    private long surplus(Connection connection, long most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT xid FROM reconciler.applied_transaction WHERE pipeline = ? ORDER BY xid DESC OFFSET ? LIMIT 1""")) {
            select.setString(1, pipeline);
            select.setLong(2, most);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    private long pruneBatch(Connection connection, Duration keep, long surplus) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
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
                SELECT count(*) FROM gone""")) {
            delete.setString(1, pipeline);
            delete.setInt(2, BATCH);
            delete.setString(3, pipeline);
            delete.setLong(4, keep.toMillis());
            delete.setLong(5, surplus);
            delete.setString(6, pipeline);
            try (ResultSet result = delete.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private int pruneMarks(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM reconciler.applied_mark WHERE ctid = ANY (ARRAY(
                  SELECT ctid FROM reconciler.applied_mark WHERE pipeline = ? LIMIT ?))""")) {
            delete.setString(1, pipeline);
            delete.setInt(2, BATCH);
            return delete.executeUpdate();
        }
    }
}
