package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.control.Json;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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
 * <p>A crash between the last two leaves rows that the next pruning deletes. The applier's inserts wait for none of this: at READ
 * COMMITTED no statement here locks a gap, and a deletion ends at the last row that it is to delete, before it meets a row that
 * the applier has inserted and not committed.
 */
public final class MySqlLedgerPruning implements LedgerPruning {
    public static final Duration PIN_TIME_TO_LIVE = Duration.ofSeconds(60);
    private static final int PAGE_ROWS = 256;
    private static final int DELETE_ROWS = 500;

    private final DataSource target;
    private final String pipeline;
    private final Duration timeToLive;

    public MySqlLedgerPruning(DataSource target, String pipeline) {
        this(target, pipeline, PIN_TIME_TO_LIVE);
    }

    /** @param timeToLive the time that a pin holds after it was taken or renewed, by the database's clock */
    public MySqlLedgerPruning(DataSource target, String pipeline, Duration timeToLive) {
        this.target = target;
        this.pipeline = pipeline;
        this.timeToLive = timeToLive;
    }

    @Override
    public LedgerPin pin(String owner) {
        return MySqlFailures.reading(
                "pinning the ledger",
                () -> Sql.transaction(target, connection -> {
                    long floor = lockFloor(connection);
                    Sql.update(connection, """
                            INSERT INTO reconciler.ledger_pin (pipeline, floor, owner, renewed_at)
                            VALUES (?, ?, ?, utc_timestamp(6))""", pipeline, floor, owner);
                    long id = Sql.number(connection, "SELECT last_insert_id()");
                    return new MySqlLedgerPin(target, id, floor, timeToLive);
                }));
    }

    @Override
    public LedgerHold hold(String reader) {
        return MySqlFailures.reading(
                "holding the ledger for " + reader,
                () -> Sql.transaction(target, connection -> {
                    long floor = lockFloor(connection);
                    return MySqlLedgerHold.take(connection, target, pipeline, reader, floor);
                }));
    }

    @Override
    public boolean isFollowed() {
        return readThrough().isPresent();
    }

    @Override
    public OptionalLong readThrough() {
        return MySqlFailures.reading(
                "looking how far the ledger is read",
                target,
                connection -> MySqlLedgerHold.through(connection, pipeline));
    }

    @Override
    public void release(String reader) {
        MySqlFailures.reading(
                "releasing the ledger from " + reader,
                target,
                connection -> MySqlLedgerHold.release(connection, pipeline, reader));
    }

    @Override
    public long prune(SnapshotContent probe) {
        return MySqlFailures.reading("pruning the ledger", () -> {
            long contained = Sql.transaction(target, connection -> containedPrefix(connection, probe));
            long floor = Sql.transaction(target, connection -> raiseFloor(connection, contained));
            while (Sql.transaction(target, connection -> deleteBatch(connection, floor)) > 0) {
                // each batch commits on its own, so that its locks and its undo log stay small
            }
            return floor;
        });
    }

    private record LedgerRow(long sequence, int piece, List<String> transactions) {
        static LedgerRow of(ResultSet row) throws SQLException {
            return new LedgerRow(row.getLong(1), row.getInt(2), Json.toTexts(row.getString(3)));
        }
    }

    /**
     * The last sequence of the longest prefix of whole rows whose transactions the probe contains; 0 if there is none. Rows that a
     * reader holds are not even read: a reader that is far behind must not make each pruning slow.
     */
    private long containedPrefix(Connection connection, SnapshotContent probe) throws SQLException {
        long last = MySqlLedgerHold.through(connection, pipeline).orElse(Long.MAX_VALUE);
        long whole = 0;
        long current = 0;
        int piece = Integer.MAX_VALUE;
        List<LedgerRow> page;
        do {
            page = page(connection, current, piece, last);
            for (LedgerRow row : page) {
                if (row.sequence() != current) {
                    whole = current;
                }
                if (!row.transactions().stream().allMatch(id -> probe.contains(new TransactionId(id)))) {
                    return whole;
                }
                current = row.sequence();
                piece = row.piece();
            }
        } while (page.size() == PAGE_ROWS);
        return current;
    }

    private List<LedgerRow> page(Connection connection, long sequence, int piece, long last) throws SQLException {
        return Sql.list(connection, """
                SELECT last_sequence, piece, transactions FROM reconciler.ledger
                WHERE pipeline = ? AND last_sequence >= ? AND (last_sequence > ? OR piece > ?) AND last_sequence <= ?
                ORDER BY last_sequence, piece LIMIT ?""", LedgerRow::of, pipeline, sequence, sequence, piece, last, PAGE_ROWS);
    }

    private long raiseFloor(Connection connection, long contained) throws SQLException {
        long floor = lockFloor(connection);
        dropExpiredPins(connection);
        long pinned = Sql.number(
                connection,
                "SELECT coalesce(min(floor), ?) FROM reconciler.ledger_pin WHERE pipeline = ?",
                Long.MAX_VALUE,
                pipeline);
        long held = MySqlLedgerHold.through(connection, pipeline).orElse(Long.MAX_VALUE);
        long free = Sql.number(
                connection,
                "SELECT coalesce(max(last_sequence), 0) FROM reconciler.ledger WHERE pipeline = ? AND last_sequence <= ?",
                pipeline,
                Math.min(contained, Math.min(pinned, held)));
        long raised = Math.max(floor, free);
        Sql.update(connection, "UPDATE reconciler.ledger_floor SET floor = ? WHERE pipeline = ?", raised, pipeline);
        return raised;
    }

    private void dropExpiredPins(Connection connection) throws SQLException {
        Sql.update(connection, """
                DELETE FROM reconciler.ledger_pin
                WHERE pipeline = ? AND renewed_at < utc_timestamp(6) - INTERVAL ? MICROSECOND""", pipeline, timeToLive.toNanos() / 1_000);
    }

    /**
     * No row at or below the floor is ever added, so that the deletion finds those that were counted, and ends there. In any order
     * but that of the whole primary key, MariaDB would first read all rows, and wait for those of an open batch.
     */
    private long deleteBatch(Connection connection, long floor) throws SQLException {
        long rows = Sql.number(connection, """
                SELECT count(*) FROM (
                  SELECT 1 FROM reconciler.ledger WHERE pipeline = ? AND last_sequence <= ? LIMIT ?) AS gone""", pipeline, floor, DELETE_ROWS);
        return rows == 0 ? 0 : Sql.update(connection, """
                DELETE FROM reconciler.ledger WHERE pipeline = ? AND last_sequence <= ?
                ORDER BY pipeline, last_sequence, piece LIMIT ?""", pipeline, floor, rows);
    }

    /** Locks the floor row until the transaction ends; makes it if there is none, as an absent row can't be locked. */
    private long lockFloor(Connection connection) throws SQLException {
        Sql.update(connection, """
                INSERT INTO reconciler.ledger_floor (pipeline, floor) VALUES (?, 0)
                ON DUPLICATE KEY UPDATE pipeline = VALUES(pipeline)""", pipeline);
        return Sql.number(
                connection, "SELECT floor FROM reconciler.ledger_floor WHERE pipeline = ? FOR UPDATE", pipeline);
    }
}
