package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.Lease;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Lsn;
import dev.reconciler.position.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/** A PostgreSQL target with the control tables of {@link TargetSchema}. */
public final class PostgresTargetStore implements TargetStore {
    /** Reads positions of a PostgreSQL source: the empty text is 0/0, before everything. */
    public static final Function<String, Position> LSN = text -> text.isEmpty() ? new Lsn(0) : Lsn.parse(text);

    private final DataSource target;
    private final String pipeline;
    private final Function<String, Position> positions;
    private final PostgresTargetSettings settings;

    /**
     * @param target see {@link dev.reconciler.endpoint.postgres.PostgresPools}
     * @param positions reads the text of a position; of the empty text, makes the one before everything
     */
    public PostgresTargetStore(
            DataSource target, String pipeline, Function<String, Position> positions, PostgresTargetSettings settings) {
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
                        INSERT INTO reconciler.checkpoint AS c (pipeline, epoch, sequence, position, lease_owner, lease_until)
                        VALUES (?, 1, 0, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
                        ON CONFLICT (pipeline) DO UPDATE SET epoch = c.epoch + 1, lease_owner = excluded.lease_owner,
                          lease_until = clock_timestamp() + ? * interval '1 millisecond'
                        WHERE c.lease_owner IS NULL OR c.lease_owner = excluded.lease_owner OR c.lease_until <= clock_timestamp()
                        RETURNING epoch, sequence, position""")) {
                    upsert.setString(1, pipeline);
                    upsert.setString(2, positions.apply("").text());
                    upsert.setString(3, owner);
                    upsert.setLong(4, settings.leaseTtl().toMillis());
                    upsert.setLong(5, settings.leaseTtl().toMillis());
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
                SELECT lease_owner, epoch, lease_until::text,
                  ceil(extract(epoch FROM lease_until - clock_timestamp()) * 1000)::bigint
                FROM reconciler.checkpoint WHERE pipeline = ? AND lease_owner IS NOT NULL""")) {
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
                UPDATE reconciler.checkpoint SET lease_until = clock_timestamp() + ? * interval '1 millisecond'
                WHERE pipeline = ? AND epoch = ? AND lease_owner IS NOT NULL""");
    }

    /** Does nothing if the writer was deposed: the lease is another's then. */
    @Override
    public void releaseLease(long epoch) {
        PostgresFailures.writing("releasing the lease", () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement update = connection.prepareStatement("""
                            UPDATE reconciler.checkpoint SET lease_owner = NULL, lease_until = NULL
                            WHERE pipeline = ? AND epoch = ?""")) {
                connection.setAutoCommit(true);
                update.setString(1, pipeline);
                update.setLong(2, epoch);
                update.executeUpdate();
            }
        });
    }

    private void lease(long epoch, String doing, String sql) {
        int rows = PostgresFailures.writing(doing, () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement update = connection.prepareStatement(sql)) {
                connection.setAutoCommit(true);
                update.setLong(1, settings.leaseTtl().toMillis());
                update.setString(2, pipeline);
                update.setLong(3, epoch);
                return update.executeUpdate();
            }
        });
        if (rows != 1) {
            throw new DeposedException("pipeline " + pipeline + ": the lease of epoch " + epoch + " is no longer held");
        }
    }

    /** From columns epoch, sequence, position. */
    static Checkpoint checkpoint(ResultSet result, Function<String, Position> positions) throws SQLException {
        return new Checkpoint(result.getLong(1), result.getLong(2), positions.apply(result.getString(3)));
    }
}
