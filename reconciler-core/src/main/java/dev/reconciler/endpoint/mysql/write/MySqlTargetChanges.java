package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.UtcText;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.MySqlPositionFormat;
import dev.reconciler.endpoint.mysql.source.BinaryLog;
import dev.reconciler.position.Position;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.ImageText;
import dev.reconciler.targetstream.TargetChange;
import dev.reconciler.targetstream.TargetChanges;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * One pipeline's record of writes to the target, in the target. All of it is of one server's log, in which places are compared
 * ({@link MySqlTargetStreamJournal}).
 *
 * <p>A transaction is in the log before it is visible. The server makes transactions visible in the log's order (MySQL: {@code
 * binlog_order_commits}), so once a later one of this process has committed, it is visible. Two things rest on that:
 *
 * <ol>
 *   <li>a mark's place is the log's end before a transaction of this process, and its time is after that transaction's commit: what
 *       becomes visible after that time has a later place;
 *   <li>a recorded change is visible, because it was recorded by a later transaction.
 * </ol>
 */
public final class MySqlTargetChanges implements TargetChanges {
    private static final String CHANGE =
            "s.system_identifier, c.table_id, c.`key`, c.transaction_id, c.coordinate, c.committed_at, c.image, c.own";

    private static final int PRUNED_AT_ONCE = 5_000;

    private final DataSource target;
    private final PositionFormat positions;
    private final String pipeline;

    public MySqlTargetChanges(DataSource target, MySqlKind kind, String pipeline) {
        this.target = target;
        this.positions = MySqlPositionFormat.of(kind);
        this.pipeline = pipeline;
    }

    @Override
    public Optional<Known> known() {
        return MySqlFailures.reading(
                "reading how far the target's stream is recorded",
                target,
                connection -> Sql.first(
                        connection,
                        "SELECT known_from, position FROM reconciler.target_stream WHERE pipeline = ?",
                        row -> new Known(positions.parse(row.getString(1)), positions.parse(row.getString(2))),
                        pipeline));
    }

    @Override
    public void record(Iterable<List<TargetChange>> pieces, Set<TransactionId> own, Position through, Instant at) {
        MySqlFailures.writing(
                "recording the target's stream",
                () -> Sql.transaction(target, connection -> {
                    for (List<TargetChange> piece : pieces) {
                        for (Chunk<TargetChange> chunk : Chunk.of(piece)) {
                            insert(connection, chunk, own, at);
                        }
                    }
                    // The position is assigned first: from left to right.
                    return Sql.update(connection, """
                            UPDATE reconciler.target_stream
                            SET position = IF(place < ?, ?, position), place = greatest(place, ?) WHERE pipeline = ?""", place(through), through.text(), place(through), pipeline);
                }));
    }

    private void insert(Connection connection, Chunk<TargetChange> changes, Set<TransactionId> own, Instant at)
            throws SQLException {
        String recorded = notEarlier(at);
        Sql.update(
                connection,
                """
                INSERT INTO reconciler.target_change (pipeline, table_id, key_digest, `key`, place, coordinate,
                    transaction_id, committed_at, recorded_at, image, own)
                VALUES %s ON DUPLICATE KEY UPDATE image = VALUES(image)""".formatted(changes.rows(11)),
                changes.values(change -> Arrays.<Object>asList(
                        pipeline,
                        change.table(),
                        KeyDigest.of(change.key()),
                        change.key().encoded(),
                        place(change.position()),
                        coordinate(change.position()).toString(),
                        change.transaction().text(),
                        UtcText.text(change.committedAt()),
                        recorded,
                        ImageText.of(change.image()),
                        own.contains(change.transaction()))));
    }

    private static BinlogCoordinate coordinate(Position position) {
        return ((BinlogPosition) position).log();
    }

    private static String place(Position position) {
        return LogPlace.of(coordinate(position));
    }

    /** Rounded up, so that a stored time is never earlier than the real one. */
    private static String notEarlier(Instant at) {
        return UtcText.text(at.plusNanos(499));
    }

    private static String notLater(Instant at) {
        return UtcText.text(at.truncatedTo(ChronoUnit.MICROS));
    }

    @Override
    public void forgetUpTo(Position position) {
        MySqlFailures.writing(
                "forgetting the target's earlier writes",
                target,
                connection -> Sql.update(connection, """
                        UPDATE reconciler.target_stream SET known_from = ?, known_place = ?
                        WHERE pipeline = ? AND known_place < ?""", position.text(), place(position), pipeline, place(position)));
    }

    @Override
    public void mark(InstantSource clock) {
        Position position = emit();
        MySqlFailures.writing("marking the target's log", target, connection -> {
            Mark read = Sql.one(
                    connection,
                    "SELECT sequence FROM reconciler.checkpoint WHERE pipeline = ?",
                    row -> new Mark(row.getLong(1), position, clock.instant()),
                    pipeline);
            return Sql.update(
                    connection,
                    """
                    INSERT INTO reconciler.target_mark (pipeline, place, coordinate, sequence, at)
                    VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE pipeline = VALUES(pipeline)""",
                    pipeline,
                    place(position),
                    coordinate(position).toString(),
                    read.sequence(),
                    notEarlier(read.at()));
        });
    }

    @Override
    public Optional<Mark> markedBy(Instant latest) {
        return MySqlFailures.reading(
                "reading a mark of the target's log",
                target,
                connection -> Sql.first(
                        connection,
                        """
                        SELECT s.system_identifier, m.coordinate, m.sequence, m.at
                        FROM reconciler.target_mark AS m JOIN reconciler.target_stream AS s ON s.pipeline = m.pipeline
                        WHERE m.pipeline = ? AND m.at <= ? AND m.place >= s.known_place
                        ORDER BY m.place DESC LIMIT 1""",
                        row -> new Mark(row.getLong("sequence"), position(row), time(row, "at")),
                        pipeline,
                        notLater(latest)));
    }

    @Override
    public Set<RowKey> touchedAfter(String table, Collection<RowKey> keys, Position position) {
        return MySqlFailures.reading("reading the target's writes", target, connection -> {
            Set<RowKey> touched = new HashSet<>();
            for (Chunk<RowKey> chunk : Chunk.of(keys)) {
                Sql.each(
                        connection,
                        "SELECT DISTINCT `key` FROM reconciler.target_change"
                                + " WHERE pipeline = ? AND table_id = ? AND place > ? AND key_digest IN "
                                + chunk.list(),
                        row -> touched.add(RowKey.decode(row.getString(1))),
                        chunk.values(key -> List.of(KeyDigest.of(key)), pipeline, table, place(position)));
            }
            return touched;
        });
    }

    @Override
    public List<Due> due(Instant recorded, int limit) {
        String sql = "SELECT " + CHANGE + """
                , NOT EXISTS (
                    SELECT 1 FROM reconciler.target_change AS l
                    WHERE l.pipeline = c.pipeline AND l.table_id = c.table_id AND l.key_digest = c.key_digest
                        AND l.place > c.place) AS last
                FROM reconciler.target_change AS c JOIN reconciler.target_stream AS s ON s.pipeline = c.pipeline
                WHERE c.pipeline = ? AND c.judged = 0 AND c.recorded_at <= ?
                ORDER BY c.recorded_at, c.place LIMIT ?""";
        return MySqlFailures.reading(
                "reading the target's writes to judge",
                target,
                connection -> Sql.list(
                        connection,
                        sql,
                        row -> new Due(change(row), row.getBoolean("own"), row.getBoolean("last")),
                        pipeline,
                        notLater(recorded),
                        limit));
    }

    @Override
    public void judged(Collection<Due> judged) {
        Map<String, List<TargetChange>> byTable =
                judged.stream().map(Due::change).collect(Collectors.groupingBy(TargetChange::table));
        MySqlFailures.writing("marking the target's writes as judged", target, connection -> {
            for (Map.Entry<String, List<TargetChange>> table : byTable.entrySet()) {
                for (Chunk<TargetChange> chunk : Chunk.of(table.getValue())) {
                    judged(connection, table.getKey(), chunk);
                }
            }
            return true;
        });
    }

    /** By a list of digests, which the index has, and then by pairs, for which MariaDB alone would read every row. */
    private void judged(Connection connection, String table, Chunk<TargetChange> changes) throws SQLException {
        Object[] digests = changes.values(change -> List.of(KeyDigest.of(change.key())), pipeline, table);
        Sql.update(
                connection,
                "UPDATE reconciler.target_change SET judged = 1 WHERE pipeline = ? AND table_id = ? AND key_digest IN "
                        + changes.list() + " AND (key_digest, place) IN (" + changes.rows(2) + ")",
                changes.values(change -> List.of(KeyDigest.of(change.key()), place(change.position())), digests));
    }

    @Override
    public Optional<Instant> judgedThrough() {
        // If not even the oldest mark that is kept was reached, it is no later than that.
        return MySqlFailures.reading("reading how far the target's writes are judged", target, connection -> Sql.first(
                        connection, """
                                SELECT coalesce(
                                    (SELECT m.at FROM reconciler.target_mark AS m
                                        WHERE m.pipeline = s.pipeline AND m.place <= s.place
                                        ORDER BY m.place DESC LIMIT 1),
                                    (SELECT m.at FROM reconciler.target_mark AS m
                                        WHERE m.pipeline = s.pipeline ORDER BY m.place LIMIT 1)),
                                    (SELECT min(c.recorded_at) FROM reconciler.target_change AS c
                                        WHERE c.pipeline = s.pipeline AND c.judged = 0)
                                FROM reconciler.target_stream AS s WHERE s.pipeline = ?""", MySqlTargetChanges::earliest, pipeline)
                .flatMap(at -> at));
    }

    /** The earliest of the row's two times. */
    private static Optional<Instant> earliest(ResultSet row) throws SQLException {
        List<Instant> times = new ArrayList<>();
        for (int column = 1; column <= 2; column++) {
            LocalDateTime time = row.getObject(column, LocalDateTime.class);
            if (time != null) {
                times.add(time.toInstant(ZoneOffset.UTC));
            }
        }
        return times.stream().min(Instant::compareTo);
    }

    @Override
    public Map<RowKey, Last> last(String table, Collection<RowKey> keys, Duration settle) {
        // The second last mark before the write was taken before the last one was read, so surely before the write.
        String sql = "SELECT " + CHANGE + """
                , coalesce((
                    SELECT e.sequence FROM reconciler.target_mark AS e
                    WHERE e.pipeline = c.pipeline AND e.place < c.place AND e.at <= (
                        SELECT n.at FROM reconciler.target_mark AS n
                        WHERE n.pipeline = c.pipeline AND n.place < c.place
                        ORDER BY n.place DESC LIMIT 1 OFFSET 1) - INTERVAL ? MICROSECOND
                    ORDER BY e.place DESC LIMIT 1), -1) AS since
                FROM reconciler.target_change AS c JOIN reconciler.target_stream AS s ON s.pipeline = c.pipeline
                WHERE c.place > s.known_place AND c.pipeline = ? AND c.table_id = ? AND c.place = (
                    SELECT max(l.place) FROM reconciler.target_change AS l
                    WHERE l.pipeline = c.pipeline AND l.table_id = c.table_id AND l.key_digest = c.key_digest)
                    AND c.key_digest IN """;
        Map<RowKey, Last> last = new LinkedHashMap<>();
        return MySqlFailures.reading("reading the last writes of keys of " + table, target, connection -> {
            for (Chunk<RowKey> chunk : Chunk.of(new LinkedHashSet<>(keys))) {
                Sql.each(
                        connection,
                        sql + chunk.list(),
                        row -> {
                            TargetChange change = change(row);
                            last.put(change.key(), new Last(change, row.getBoolean("own"), row.getLong("since")));
                        },
                        chunk.values(key -> List.of(KeyDigest.of(key)), settle.toNanos() / 1_000, pipeline, table));
            }
            return last;
        });
    }

    @Override
    public void prune(Instant before) {
        MySqlFailures.writing("pruning the record of the target's writes", target, connection -> {
            String at = UtcText.text(before);
            for (String sql : List.of(
                    "DELETE FROM reconciler.target_change WHERE pipeline = ? AND judged = 1 AND recorded_at < ?",
                    "DELETE FROM reconciler.target_mark WHERE pipeline = ? AND at < ?")) {
                while (Sql.update(connection, sql + " LIMIT " + PRUNED_AT_ONCE, pipeline, at) == PRUNED_AT_ONCE) {
                    // each batch commits on its own
                }
            }
            return true;
        });
    }

    @Override
    public BinlogPosition emit() {
        return MySqlFailures.writing("writing into the target's log", target, connection -> {
            // Everything that a snapshot shows by now is in the log by now, and before the emission.
            BinlogPosition end = BinaryLog.of(connection).end();
            Sql.update(connection, """
                    INSERT INTO reconciler.target_emission (pipeline, number) VALUES (?, 1)
                    ON DUPLICATE KEY UPDATE number = number + 1""", pipeline);
            return end;
        });
    }

    /** From columns system_identifier and coordinate. */
    private BinlogPosition position(ResultSet row) throws SQLException {
        return new BinlogPosition(
                row.getString("system_identifier"),
                BinlogCoordinate.parse(row.getString("coordinate")),
                ((BinlogPosition) positions.origin()).gtids());
    }

    private TargetChange change(ResultSet row) throws SQLException {
        return new TargetChange(
                row.getString("table_id"),
                RowKey.decode(row.getString("key")),
                new TransactionId(row.getString("transaction_id")),
                position(row),
                time(row, "committed_at"),
                ImageText.parse(row.getString("image")));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
}
