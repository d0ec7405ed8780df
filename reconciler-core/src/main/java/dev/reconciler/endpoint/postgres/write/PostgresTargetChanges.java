package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.ImageText;
import dev.reconciler.targetstream.TargetChange;
import dev.reconciler.targetstream.TargetChanges;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One pipeline's record of writes to the target, in the target. */
public final class PostgresTargetChanges implements TargetChanges {
    private static final String CHANGE = """
        c.table_id, c.key, c.xid, c.position::text AS position, c.committed_at, c.image,
        EXISTS (SELECT FROM reconciler.applied_transaction AS a WHERE a.pipeline = c.pipeline AND a.xid = c.xid) AS own\
        """;

    private final DataSource target;
    private final String pipeline;

    public PostgresTargetChanges(DataSource target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    @Override
    public Optional<Known> known() {
        return PostgresFailures.reading(
                "reading how far the target's stream is recorded",
                target,
                connection -> Sql.first(
                        connection,
                        """
            SELECT known_from::text, position::text FROM reconciler.target_stream WHERE pipeline = ?\
            """,
                        row -> new Known(Lsn.parse(row.getString(1)), Lsn.parse(row.getString(2))),
                        pipeline));
    }

    /** {@code own} is not stored: the target keeps the ids of the pipeline's transactions itself ({@link PostgresWriteHistory}). */
    @Override
    public void record(Iterable<List<TargetChange>> pieces, Set<TransactionId> own, Position through, Instant at) {
        PostgresFailures.writing(
                "recording the target's stream",
                () -> Sql.transaction(target, connection -> {
                    PostgresSnapshotContent now = Sql.one(
                            connection,
                            "SELECT pg_current_snapshot()::text",
                            row -> PostgresSnapshotContent.parse(row.getString(1)));
                    for (List<TargetChange> piece : pieces) {
                        insert(connection, piece, now, at);
                    }
                    return Sql.update(connection, """
                        UPDATE reconciler.target_stream SET position = greatest(position, ?::pg_lsn)
                        WHERE pipeline = ?\
                        """, through.text(), pipeline);
                }));
    }

    private void insert(Connection connection, List<TargetChange> piece, PostgresSnapshotContent now, Instant at)
            throws SQLException {
        if (piece.isEmpty()) {
            return;
        }
        Sql.update(
                connection,
                """
            INSERT INTO reconciler.target_change
                (pipeline, table_id, key, position, xid, committed_at, recorded_at, image)
            SELECT ?, c.table_id, c.key, c.position, c.xid, c.committed_at, ?, c.image
            FROM unnest(?::text[], ?::text[], ?::text[]::pg_lsn[], ?::text[]::bigint[],
                ?::text[]::timestamptz[], ?::text[])
                AS c (table_id, key, position, xid, committed_at, image)
            ON CONFLICT (pipeline, table_id, reconciler.key_digest(key), position) DO UPDATE SET image = excluded.image\
            """,
                pipeline,
                notEarlier(at),
                texts(piece, TargetChange::table),
                texts(piece, change -> change.key().encoded()),
                texts(piece, change -> change.position().text()),
                texts(
                        piece,
                        change -> Long.toString(
                                now.widen(Long.parseLong(change.transaction().text())))),
                texts(piece, change -> change.committedAt().toString()),
                texts(piece, change -> ImageText.of(change.image())));
    }

    /** Rounds up, so that a stored time is never earlier than the real one. */
    private static Instant notEarlier(Instant at) {
        return at.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    }

    private static List<@Nullable String> texts(
            Collection<TargetChange> piece, Function<TargetChange, @Nullable String> text) {
        return piece.stream().map(text).toList();
    }

    @Override
    public void forgetUpTo(Position position) {
        PostgresFailures.writing(
                "forgetting the target's earlier writes",
                target,
                connection -> Sql.update(connection, """
            UPDATE reconciler.target_stream SET known_from = greatest(known_from, ?::pg_lsn)
            WHERE pipeline = ?\
            """, position.text(), pipeline));
    }

    @Override
    public void mark(InstantSource clock) {
        PostgresFailures.writing("marking the target's log", target, connection -> {
            // Both are read in one snapshot, and the time is taken after it: the snapshot holds nothing later than that
            // time.
            Mark read = Sql.one(
                    connection,
                    """
            SELECT sequence, pg_current_wal_insert_lsn()::text FROM reconciler.checkpoint WHERE pipeline = ?\
            """,
                    row -> new Mark(row.getLong(1), Lsn.parse(row.getString(2)), clock.instant()),
                    pipeline);
            return Sql.update(
                    connection, """
            INSERT INTO reconciler.target_mark (pipeline, position, sequence, at)
            VALUES (?, ?::pg_lsn, ?, ?) ON CONFLICT DO NOTHING\
            """, pipeline, read.position().text(), read.sequence(), notEarlier(read.at()));
        });
    }

    @Override
    public Optional<Mark> markedBy(Instant latest) {
        return PostgresFailures.reading(
                "reading a mark of the target's log",
                target,
                connection -> Sql.first(
                        connection,
                        """
            SELECT m.sequence, m.position::text, m.at
            FROM reconciler.target_mark AS m JOIN reconciler.target_stream AS s USING (pipeline)
            WHERE m.pipeline = ? AND m.at <= ? AND m.position >= s.known_from
            ORDER BY m.position DESC LIMIT 1\
            """,
                        row -> new Mark(
                                row.getLong(1),
                                Lsn.parse(row.getString(2)),
                                row.getTimestamp(3).toInstant()),
                        pipeline,
                        latest));
    }

    @Override
    public Set<RowKey> touchedAfter(String table, Collection<RowKey> keys, Position position) {
        return new HashSet<>(PostgresFailures.reading(
                "reading the target's writes",
                target,
                connection -> Sql.list(
                        connection,
                        """
            SELECT DISTINCT key FROM reconciler.target_change
            WHERE pipeline = ? AND table_id = ? AND key = ANY (?::text[])
                AND position > ?::pg_lsn\
            """,
                        row -> RowKey.decode(row.getString(1)),
                        pipeline,
                        table,
                        encoded(keys),
                        position.text())));
    }

    @Override
    public List<Due> due(Instant recorded, int limit) {
        String sql = "SELECT " + CHANGE + """
            , NOT EXISTS (
                SELECT FROM reconciler.target_change AS l
                WHERE l.pipeline = c.pipeline AND l.table_id = c.table_id AND l.key = c.key
                    AND l.position > c.position) AS last
            FROM reconciler.target_change AS c
            WHERE c.pipeline = ? AND NOT c.judged AND c.recorded_at <= ?
                AND pg_visible_in_snapshot(c.xid::text::xid8, pg_current_snapshot())
            ORDER BY c.recorded_at, c.position LIMIT ?\
            """;
        return PostgresFailures.reading(
                "reading the target's writes to judge",
                target,
                connection -> Sql.list(
                        connection,
                        sql,
                        row -> new Due(change(row), row.getBoolean("own"), row.getBoolean("last")),
                        pipeline,
                        recorded,
                        limit));
    }

    @Override
    public void judged(Collection<Due> judged) {
        List<TargetChange> changes = judged.stream().map(Due::change).toList();
        PostgresFailures.writing(
                "marking the target's writes as judged",
                target,
                connection -> Sql.update(
                        connection,
                        """
            UPDATE reconciler.target_change AS c SET judged = true
            FROM unnest(?::text[], ?::text[], ?::text[]::pg_lsn[]) AS j (table_id, key, position)
            WHERE c.pipeline = ? AND c.table_id = j.table_id AND c.key = j.key AND c.position = j.position\
            """,
                        texts(changes, TargetChange::table),
                        texts(changes, change -> change.key().encoded()),
                        texts(changes, change -> change.position().text()),
                        pipeline));
    }

    @Override
    public Optional<Instant> judgedThrough() {
        // If not even the oldest mark that is kept was reached, it is no later than that.
        return PostgresFailures.reading(
                        "reading how far the target's writes are judged",
                        target,
                        connection -> Sql.first(
                                connection, """
            SELECT least(
                coalesce(
                    (SELECT m.at FROM reconciler.target_mark AS m
                        WHERE m.pipeline = s.pipeline AND m.position <= s.position ORDER BY m.position DESC LIMIT 1),
                    (SELECT m.at FROM reconciler.target_mark AS m
                        WHERE m.pipeline = s.pipeline ORDER BY m.position LIMIT 1)),
                (SELECT min(c.recorded_at) FROM reconciler.target_change AS c
                    WHERE c.pipeline = s.pipeline AND NOT c.judged)) AS at
            FROM reconciler.target_stream AS s WHERE s.pipeline = ?\
            """, row -> Optional.ofNullable(row.getTimestamp("at")), pipeline))
                .flatMap(at -> at.map(Timestamp::toInstant));
    }

    @Override
    public Map<RowKey, Last> last(String table, Collection<RowKey> keys, Duration settle) {
        // The second last mark before the write was taken before the last one was read, so surely before the write.
        String sql = "SELECT DISTINCT ON (c.key) " + CHANGE + """
            , coalesce(e.sequence, -1) AS since
            FROM reconciler.target_change AS c JOIN reconciler.target_stream AS s USING (pipeline)
            LEFT JOIN LATERAL (
                SELECT at FROM reconciler.target_mark AS n WHERE n.pipeline = c.pipeline AND n.position < c.position
                ORDER BY n.position DESC OFFSET 1 LIMIT 1) AS n ON true
            LEFT JOIN LATERAL (
                SELECT sequence FROM reconciler.target_mark AS e
                WHERE e.pipeline = c.pipeline AND e.position < c.position AND e.at <= n.at - ? * interval '1 millisecond'
                ORDER BY e.position DESC LIMIT 1) AS e ON true
            WHERE c.pipeline = ? AND c.table_id = ? AND c.key = ANY (?::text[]) AND c.position > s.known_from
            ORDER BY c.key, c.position DESC\
            """;
        Map<RowKey, Last> last = new LinkedHashMap<>();
        return PostgresFailures.reading("reading the last writes of keys of " + table, target, connection -> {
            Sql.RowReader each = row -> {
                TargetChange change = change(row);
                last.put(change.key(), new Last(change, row.getBoolean("own"), row.getLong("since")));
            };
            Sql.each(connection, sql, each, settle.toMillis(), pipeline, table, encoded(keys));
            return last;
        });
    }

    @Override
    public void prune(Instant before) {
        PostgresFailures.writing("pruning the record of the target's writes", target, connection -> {
            Sql.update(connection, """
                DELETE FROM reconciler.target_change
                WHERE pipeline = ? AND judged AND recorded_at < ?\
                """, pipeline, before);
            return Sql.update(
                    connection, "DELETE FROM reconciler.target_mark WHERE pipeline = ? AND at < ?", pipeline, before);
        });
    }

    @Override
    public Lsn emit() {
        return PostgresFailures.writing(
                "writing a message into the target's log",
                target,
                connection -> Sql.one(
                        connection,
                        "SELECT pg_logical_emit_message(true, 'reconciler', ?)::text",
                        row -> Lsn.parse(row.getString(1)),
                        pipeline + ": how far the target is known"));
    }

    private static TargetChange change(ResultSet row) throws SQLException {
        return new TargetChange(
                row.getString("table_id"),
                RowKey.decode(row.getString("key")),
                new TransactionId(row.getString("xid")),
                Lsn.parse(row.getString("position")),
                row.getTimestamp("committed_at").toInstant(),
                ImageText.parse(row.getString("image")));
    }

    private static List<String> encoded(Collection<RowKey> keys) {
        return keys.stream().map(RowKey::encoded).toList();
    }
}
