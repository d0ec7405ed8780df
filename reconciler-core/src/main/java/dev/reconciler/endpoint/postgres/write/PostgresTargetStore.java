package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.Lease;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.PositionFormat;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A PostgreSQL target with the control tables of {@link TargetSchema}.
 *
 * <p>The lease and the checkpoint are separate rows. A transaction that applies data, or corrects it, locks the checkpoint's row
 * until it commits, however long that takes; a renewal locks the lease's row only, so it never waits for data. Fencing does not
 * depend on the lease's time:
 *
 * <ol>
 *   <li>Taking the lease is one statement. It updates the lease's row if the lease is free or expired, and only then raises the
 *       checkpoint's epoch to the lease's. Either both happen or neither; lease before checkpoint is the only order in which a
 *       statement locks the two, so there is no deadlock.
 *   <li>A writer commits only with {@code UPDATE checkpoint ... WHERE epoch = ? AND sequence = ? AND position = ?}. If its
 *       transaction locked the checkpoint first, the successor waits for its end and reads the checkpoint that it left. If the
 *       successor was first, the epoch differs, no row is updated, and the writer's transaction rolls back.
 * </ol>
 *
 * <p>So a lease that expires too early, or is renewed too long, costs time and never data.
 */
public final class PostgresTargetStore implements TargetStore {
    private final DataSource target;
    private final String pipeline;
    private final PositionFormat positions;
    private final PostgresTargetSettings settings;

    /**
     * @param target see {@link dev.reconciler.endpoint.postgres.PostgresPools}
     * @param positions of the source
     */
    public PostgresTargetStore(
            DataSource target, String pipeline, PositionFormat positions, PostgresTargetSettings settings) {
        this.target = target;
        this.pipeline = pipeline;
        this.positions = positions;
        this.settings = settings;
    }

    @Override
    public TargetTransaction begin() {
        return PostgresFailures.writing("beginning a transaction", () -> {
            Connection connection = target.getConnection();
            try {
                return new PostgresTargetTransaction(connection, pipeline, positions, settings);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        });
    }

    @Override
    public Checkpoint acquireLease(String owner) {
        long ttl = settings.leaseTtl().toMillis();
        return PostgresFailures.writing("taking the lease", target, connection -> {
            Optional<Checkpoint> held = Sql.first(
                    connection,
                    """
                    WITH taken AS (
                      INSERT INTO reconciler.lease AS l (pipeline, epoch, owner, until)
                      VALUES (?, 1 + coalesce((SELECT epoch FROM reconciler.checkpoint WHERE pipeline = ?), 0), ?,
                        clock_timestamp() + ? * interval '1 millisecond')
                      ON CONFLICT (pipeline) DO UPDATE SET epoch = l.epoch + 1, owner = excluded.owner,
                        until = clock_timestamp() + ? * interval '1 millisecond', taken_at = clock_timestamp(),
                        previous_owner = l.owner, previous_until = l.until
                      WHERE l.owner IS NULL OR l.owner = excluded.owner OR l.until <= clock_timestamp()
                      RETURNING pipeline, epoch)
                    INSERT INTO reconciler.checkpoint AS c (pipeline, epoch, sequence, position)
                    SELECT pipeline, epoch, 0, ? FROM taken
                    ON CONFLICT (pipeline) DO UPDATE SET epoch = excluded.epoch
                    RETURNING epoch, sequence, position\
                    """,
                    row -> checkpoint(row, positions),
                    pipeline,
                    pipeline,
                    owner,
                    ttl,
                    ttl,
                    positions.origin().text());
            if (held.isEmpty()) {
                throw new DeposedException(holder(connection));
            }
            PostgresWriteHistory.begin(connection, pipeline);
            return held.get();
        });
    }

    private String holder(Connection connection) throws SQLException {
        return lease(connection)
                .map(lease -> "pipeline " + pipeline + " is written by " + lease.owner() + ", whose lease runs until "
                        + lease.until() + " by the target's clock")
                .orElse("pipeline " + pipeline + " was written by another process until just now");
    }

    @Override
    public Optional<Lease> lease() {
        return PostgresFailures.writing("reading the lease", target, this::lease);
    }

    /** The remaining time is rounded up: a lease that is reported as expired can be taken. */
    private Optional<Lease> lease(Connection connection) throws SQLException {
        return Sql.first(
                connection,
                """
            SELECT owner, epoch, until::text, ceil(extract(epoch FROM until - clock_timestamp()) * 1000)::bigint
            FROM reconciler.lease WHERE pipeline = ? AND owner IS NOT NULL\
            """,
                row -> new Lease(row.getString(1), row.getLong(2), row.getString(3), Duration.ofMillis(row.getLong(4))),
                pipeline);
    }

    @Override
    public void renewLease(long epoch) {
        PostgresFailures.writing("renewing the lease", target, connection -> {
            long rows = Sql.update(connection, """
            UPDATE reconciler.lease SET until = clock_timestamp() + ? * interval '1 millisecond'
            WHERE pipeline = ? AND epoch = ? AND owner IS NOT NULL\
            """, settings.leaseTtl().toMillis(), pipeline, epoch);
            if (rows != 1) {
                throw new DeposedException("pipeline " + pipeline + ": the lease of epoch " + epoch
                        + " is no longer held: " + successor(connection, pipeline));
            }
            return rows;
        });
    }

    /** Does nothing if the writer was deposed: the lease is another's then. */
    @Override
    public void releaseLease(long epoch) {
        PostgresFailures.writing(
                "releasing the lease", target, connection -> Sql.update(connection, """
                        UPDATE reconciler.lease SET owner = NULL, until = NULL
                        WHERE pipeline = ? AND epoch = ?\
                        """, pipeline, epoch));
    }

    /** Tells who took the lease last, when, and why it could be taken. */
    static String successor(Connection connection, String pipeline) throws SQLException {
        return Sql.first(connection, """
            SELECT epoch, owner, taken_at::text, previous_owner, previous_until::text
            FROM reconciler.lease WHERE pipeline = ?\
            """, PostgresTargetStore::successor, pipeline)
                .orElse("the target has no lease of this pipeline; its control tables were removed");
    }

    private static String successor(ResultSet lease) throws SQLException {
        String owner = lease.getString(2);
        String taken = (owner == null ? "a process that has released it since" : owner) + " took it at "
                + lease.getString(3) + " (epoch " + lease.getLong(1) + ")";
        String previous = lease.getString(4);
        return previous == null
                ? taken + ", when no process held it"
                : taken + "; the lease of " + previous + " was valid until " + lease.getString(5)
                        + " and had not been renewed";
    }

    /** From columns epoch, sequence, position. */
    static Checkpoint checkpoint(ResultSet result, PositionFormat positions) throws SQLException {
        return new Checkpoint(result.getLong(1), result.getLong(2), positions.parse(result.getString(3)));
    }
}
