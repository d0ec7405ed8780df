package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.Lease;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.PositionFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
        return PostgresFailures.writing("taking the lease", () -> {
            try (Connection connection = target.getConnection()) {
                connection.setAutoCommit(true);
                try (PreparedStatement upsert = connection.prepareStatement("""
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
                    """)) {
                    upsert.setString(1, pipeline);
                    upsert.setString(2, pipeline);
                    upsert.setString(3, owner);
                    upsert.setLong(4, settings.leaseTtl().toMillis());
                    upsert.setLong(5, settings.leaseTtl().toMillis());
                    upsert.setString(6, positions.origin().text());
                    try (ResultSet result = upsert.executeQuery()) {
                        if (result.next()) {
                            Checkpoint held = checkpoint(result, positions);
                            PostgresWriteHistory.begin(connection, pipeline);
                            return held;
                        }
                    }
                }
                throw new DeposedException(holder(connection));
            }
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
        return PostgresFailures.writing("reading the lease", () -> {
            try (Connection connection = target.getConnection()) {
                connection.setAutoCommit(true);
                return lease(connection);
            }
        });
    }

    /** What is left is rounded up: a lease that is said to have run out can be taken from then on. */
    private Optional<Lease> lease(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
            SELECT owner, epoch, until::text, ceil(extract(epoch FROM until - clock_timestamp()) * 1000)::bigint
            FROM reconciler.lease WHERE pipeline = ? AND owner IS NOT NULL\
            """)) {
            select.setString(1, pipeline);
            try (ResultSet result = select.executeQuery()) {
                return result.next()
                        ? Optional.of(new Lease(
                                result.getString(1),
                                result.getLong(2),
                                result.getString(3),
                                Duration.ofMillis(result.getLong(4))))
                        : Optional.empty();
            }
        }
    }

    @Override
    public void renewLease(long epoch) {
        lease(epoch, "renewing the lease", """
            UPDATE reconciler.lease SET until = clock_timestamp() + ? * interval '1 millisecond'
            WHERE pipeline = ? AND epoch = ? AND owner IS NOT NULL\
            """);
    }

    /** Does nothing if the writer was deposed: the lease is another's then. */
    @Override
    public void releaseLease(long epoch) {
        PostgresFailures.writing("releasing the lease", () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement update = connection.prepareStatement("""
                        UPDATE reconciler.lease SET owner = NULL, until = NULL
                        WHERE pipeline = ? AND epoch = ?\
                        """)) {
                connection.setAutoCommit(true);
                update.setString(1, pipeline);
                update.setLong(2, epoch);
                update.executeUpdate();
            }
        });
    }

    private void lease(long epoch, String doing, String sql) {
        PostgresFailures.writing(doing, () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement update = connection.prepareStatement(sql)) {
                connection.setAutoCommit(true);
                update.setLong(1, settings.leaseTtl().toMillis());
                update.setString(2, pipeline);
                update.setLong(3, epoch);
                if (update.executeUpdate() != 1) {
                    throw new DeposedException("pipeline " + pipeline + ": the lease of epoch " + epoch
                            + " is no longer held: " + successor(connection, pipeline));
                }
            }
        });
    }

    /** Tells who took the lease last, when, and why it could be taken. */
    static String successor(Connection connection, String pipeline) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
            SELECT epoch, owner, taken_at::text, previous_owner, previous_until::text
            FROM reconciler.lease WHERE pipeline = ?\
            """)) {
            select.setString(1, pipeline);
            try (ResultSet result = select.executeQuery()) {
                if (!result.next()) {
                    return "the target has no lease of this pipeline; its control tables were removed";
                }
                String owner = result.getString(2);
                String taken = (owner == null ? "a process that has released it since" : owner) + " took it at "
                        + result.getString(3) + " (epoch " + result.getLong(1) + ")";
                String previous = result.getString(4);
                return previous == null
                        ? taken + ", when nobody held it"
                        : taken + "; the lease of " + previous + " was valid until " + result.getString(5)
                                + " and had not been renewed";
            }
        }
    }

    /** From columns epoch, sequence, position. */
    static Checkpoint checkpoint(ResultSet result, PositionFormat positions) throws SQLException {
        return new Checkpoint(result.getLong(1), result.getLong(2), positions.parse(result.getString(3)));
    }
}
