package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Pins and pruning, ordered by the lock of the pipeline's floor row:
 *
 * <ol>
 *   <li>A pin reads the floor and is inserted under that lock, so it holds everything above a floor that is still true.
 *   <li>A reader's hold is made at the floor under that lock, too, and only ever moves up. It has no time to live: a reader
 *       that comes back after a day finds everything that it has not processed.
 *   <li>The pruner raises the floor under that lock, no further than the lowest live pin and the lowest reader, and commits.
 *   <li>Only then are rows at or below the floor deleted, batch by batch and without the lock: no reader needs them, since later
 *       pins start at the new floor and snapshots that are open still see both the old floor and the rows.
 * </ol>
 *
 * <p>A crash between the last two leaves rows that the next pruning deletes. The applier's inserts wait for none of this.
 */
public final class PostgresLedgerPruning implements LedgerPruning {
    public static final Duration PIN_TIME_TO_LIVE = Duration.ofSeconds(60);
    private static final int DELETE_ROWS = 500;

    private final DataSource target;
    private final String pipeline;
    private final Duration timeToLive;

    public PostgresLedgerPruning(DataSource target, String pipeline) {
        this(target, pipeline, PIN_TIME_TO_LIVE);
    }

    /** @param timeToLive the time that a pin holds after it was taken or renewed, by the database's clock */
    public PostgresLedgerPruning(DataSource target, String pipeline, Duration timeToLive) {
        this.target = target;
        this.pipeline = pipeline;
        this.timeToLive = timeToLive;
    }

    @Override
    public LedgerPin pin(String owner) {
        return PostgresFailures.reading(
                "pinning the ledger",
                () -> Sql.transaction(target, connection -> {
                    long floor = lockFloor(connection);
                    long id = Sql.number(connection, """
                        INSERT INTO reconciler.ledger_pin (pipeline, floor, owner, renewed_at)
                        VALUES (?, ?, ?, clock_timestamp()) RETURNING id\
                        """, pipeline, floor, owner);
                    return new PostgresLedgerPin(target, id, floor, timeToLive);
                }));
    }

    @Override
    public LedgerHold hold(String reader) {
        return PostgresFailures.reading(
                "holding the ledger for " + reader,
                () -> Sql.transaction(target, connection -> {
                    long floor = lockFloor(connection);
                    return PostgresLedgerHold.take(connection, target, pipeline, reader, floor);
                }));
    }

    @Override
    public boolean isFollowed() {
        return PostgresFailures.reading(
                "looking for readers of the ledger",
                target,
                connection -> PostgresLedgerHold.isTaken(connection, pipeline));
    }

    @Override
    public OptionalLong readThrough() {
        return PostgresFailures.reading(
                "looking how far the ledger is read",
                target,
                connection -> PostgresLedgerHold.through(connection, pipeline));
    }

    @Override
    public void release(String reader) {
        PostgresFailures.reading(
                "releasing the ledger from " + reader,
                target,
                connection -> PostgresLedgerHold.release(connection, pipeline, reader));
    }

    @Override
    public long prune(SnapshotContent probe) {
        return PostgresFailures.reading("pruning the ledger", () -> {
            long contained = Sql.transaction(target, connection -> containedPrefix(connection, probe));
            long floor = Sql.transaction(target, connection -> raiseFloor(connection, contained));
            while (Sql.transaction(target, connection -> deleteBatch(connection, floor)) > 0) {
                // each batch commits on its own, so that no vacuum and no reader of pins waits for all of them
            }
            return floor;
        });
    }

    /**
     * The last sequence of the longest prefix of whole rows whose transactions the probe contains; 0 if there is none. Rows that a reader holds are not even read: a reader that is far behind must not make each pruning slow.
     */
    private long containedPrefix(Connection connection, SnapshotContent probe) throws SQLException {
        try (PreparedStatement select = Sql.prepare(connection, """
            SELECT last_sequence, transactions FROM reconciler.ledger WHERE pipeline = ? AND last_sequence <= coalesce(
              (SELECT min(r.sequence) FROM reconciler.ledger_reader r WHERE r.pipeline = ?), 9223372036854775807)
            ORDER BY last_sequence, piece\
            """, pipeline, pipeline)) {
            select.setFetchSize(256);
            try (ResultSet result = select.executeQuery()) {
                long whole = 0;
                long current = 0;
                while (result.next()) {
                    if (result.getLong(1) != current) {
                        whole = current;
                        current = result.getLong(1);
                    }
                    if (!Sql.texts(result, 2).stream().allMatch(id -> probe.contains(new TransactionId(id)))) {
                        return whole;
                    }
                }
                return current;
            }
        }
    }

    private long raiseFloor(Connection connection, long contained) throws SQLException {
        lockFloor(connection);
        dropExpiredPins(connection);
        return Sql.number(connection, """
            UPDATE reconciler.ledger_floor f SET floor = greatest(f.floor, coalesce((
              SELECT max(last_sequence) FROM reconciler.ledger l
              WHERE l.pipeline = f.pipeline AND l.last_sequence <= least(?,
                (SELECT min(p.floor) FROM reconciler.ledger_pin p WHERE p.pipeline = f.pipeline),
                (SELECT min(r.sequence) FROM reconciler.ledger_reader r WHERE r.pipeline = f.pipeline))), 0))
            WHERE f.pipeline = ? RETURNING floor\
            """, contained, pipeline);
    }

    private void dropExpiredPins(Connection connection) throws SQLException {
        Sql.update(connection, """
            DELETE FROM reconciler.ledger_pin
            WHERE pipeline = ? AND renewed_at < clock_timestamp() - ? * interval '1 millisecond'\
            """, pipeline, timeToLive.toMillis());
    }

    private long deleteBatch(Connection connection, long floor) throws SQLException {
        return Sql.update(connection, """
            DELETE FROM reconciler.ledger WHERE pipeline = ? AND last_sequence <= ? AND (last_sequence, piece) IN (
              SELECT last_sequence, piece FROM reconciler.ledger WHERE pipeline = ? AND last_sequence <= ?
              ORDER BY last_sequence, piece LIMIT ?)\
            """, pipeline, floor, pipeline, floor, DELETE_ROWS);
    }

    /** Locks the floor row until the transaction ends. */
    private long lockFloor(Connection connection) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO reconciler.ledger_floor (pipeline, floor) VALUES (?, 0) ON CONFLICT DO NOTHING",
                pipeline);
        return Sql.number(
                connection, "SELECT floor FROM reconciler.ledger_floor WHERE pipeline = ? FOR UPDATE", pipeline);
    }
}
