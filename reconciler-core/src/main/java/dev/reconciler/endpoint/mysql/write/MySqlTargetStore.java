package dev.reconciler.endpoint.mysql.write;

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
 * A MySQL or MariaDB target with the tables of {@link MySqlTargetSchema}.
 *
 * <p>The lease and the checkpoint are separate rows. A transaction that applies data, or corrects it, locks the checkpoint's row
 * until it commits, however long that takes; a renewal locks the lease's row only, so it never waits for data. Fencing does not
 * depend on the lease's time:
 *
 * <ol>
 *   <li>Taking the lease is one transaction. It locks the lease's row, whether or not there is one yet, and only if the lease is
 *       free or expired it raises the epoch there and then in the checkpoint. Lease before checkpoint is the only order in which
 *       a transaction locks the two, so there is no deadlock.
 *   <li>A writer commits only with {@code UPDATE checkpoint ... WHERE epoch = ? AND sequence = ? AND position = ?}. If its
 *       transaction locked the checkpoint first, the successor waits for its end and reads the checkpoint that it left. If the
 *       successor was first, the epoch differs, no row is updated, and the writer's transaction rolls back.
 * </ol>
 *
 * <p>So a lease that expires too early, or is renewed too long, costs time and never data. Times are the server's, in UTC whatever
 * its time zone.
 */
public final class MySqlTargetStore implements TargetStore {
    private static final String EXPIRY = "utc_timestamp(6) + INTERVAL ? MICROSECOND";

    private final DataSource target;
    private final String pipeline;
    private final PositionFormat positions;
    private final MySqlTargetSettings settings;

    /**
     * @param target see {@link dev.reconciler.endpoint.mysql.MySqlPools}
     * @param positions of the source
     */
    public MySqlTargetStore(
            DataSource target, String pipeline, PositionFormat positions, MySqlTargetSettings settings) {
        this.target = target;
        this.pipeline = pipeline;
        this.positions = positions;
        this.settings = settings;
    }

    @Override
    public TargetTransaction begin() {
        return MySqlFailures.writing("beginning a transaction", () -> {
            Connection connection = target.getConnection();
            try {
                return new MySqlTargetTransaction(connection, pipeline, positions, settings);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        });
    }

    @Override
    public Checkpoint acquireLease(String owner) {
        return MySqlFailures.writing(
                "taking the lease",
                () -> Sql.transaction(target, connection -> {
                    lockLease(connection);
                    take(connection, owner);
                    return raiseEpoch(connection);
                }));
    }

    /** Makes the row if there is none, as an absent row can't be locked; no process holds it, and it is one epoch behind. */
    private void lockLease(Connection connection) throws SQLException {
        Sql.update(connection, """
                INSERT INTO reconciler.lease (pipeline, epoch, taken_at)
                SELECT ?, coalesce(max(epoch), 0), utc_timestamp(6) FROM reconciler.checkpoint AS c WHERE c.pipeline = ?
                ON DUPLICATE KEY UPDATE pipeline = VALUES(pipeline)""", pipeline, pipeline);
    }

    /** A separate statement, so that its time is one at which the row was locked. */
    private void take(Connection connection, String owner) throws SQLException {
        // MySQL assigns from left to right: the previous holder is kept before it is replaced.
        long taken = Sql.update(connection, """
                UPDATE reconciler.lease SET epoch = epoch + 1, previous_owner = owner, previous_until = until,
                    owner = ?, until = %s, taken_at = utc_timestamp(6)
                WHERE pipeline = ? AND (owner IS NULL OR owner = ? OR until <= utc_timestamp(6))""".formatted(EXPIRY), owner, micros(), pipeline, owner);
        if (taken != 1) {
            throw new DeposedException(holder(connection));
        }
    }

    private Checkpoint raiseEpoch(Connection connection) throws SQLException {
        Sql.update(connection, """
                INSERT INTO reconciler.checkpoint (pipeline, epoch, sequence, position)
                SELECT l.pipeline, l.epoch, 0, ? FROM reconciler.lease AS l WHERE l.pipeline = ?
                ON DUPLICATE KEY UPDATE epoch = VALUES(epoch)""", positions.origin().text(), pipeline);
        return Sql.one(
                connection,
                "SELECT epoch, sequence, position FROM reconciler.checkpoint WHERE pipeline = ?",
                row -> checkpoint(row, positions),
                pipeline);
    }

    private long micros() {
        return settings.leaseTtl().toNanos() / 1_000;
    }

    private String holder(Connection connection) throws SQLException {
        return lease(connection)
                .map(lease -> "pipeline " + pipeline + " is written by " + lease.owner() + ", whose lease runs until "
                        + lease.until() + " by the target's clock")
                .orElse("pipeline " + pipeline + " was written by another process until just now");
    }

    @Override
    public Optional<Lease> lease() {
        return MySqlFailures.writing("reading the lease", target, this::lease);
    }

    /** The remaining time is rounded up: a lease that is reported as expired can be taken. */
    private Optional<Lease> lease(Connection connection) throws SQLException {
        return Sql.first(
                connection,
                """
                SELECT owner, epoch, concat(until, ' UTC'),
                    ceiling(timestampdiff(MICROSECOND, utc_timestamp(6), until) / 1000)
                FROM reconciler.lease WHERE pipeline = ? AND owner IS NOT NULL""",
                row -> new Lease(row.getString(1), row.getLong(2), row.getString(3), Duration.ofMillis(row.getLong(4))),
                pipeline);
    }

    @Override
    public void renewLease(long epoch) {
        MySqlFailures.writing("renewing the lease", target, connection -> {
            long rows = Sql.update(connection, """
                    UPDATE reconciler.lease SET until = %s
                    WHERE pipeline = ? AND epoch = ? AND owner IS NOT NULL""".formatted(EXPIRY), micros(), pipeline, epoch);
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
        MySqlFailures.writing(
                "releasing the lease",
                target,
                connection -> Sql.update(
                        connection,
                        "UPDATE reconciler.lease SET owner = NULL, until = NULL WHERE pipeline = ? AND epoch = ?",
                        pipeline,
                        epoch));
    }

    /** Tells who took the lease last, when, and why it could be taken. */
    static String successor(Connection connection, String pipeline) throws SQLException {
        return Sql.first(connection, """
                SELECT epoch, owner, concat(taken_at, ' UTC'), previous_owner, concat(previous_until, ' UTC')
                FROM reconciler.lease WHERE pipeline = ?""", MySqlTargetStore::successor, pipeline)
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
