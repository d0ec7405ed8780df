package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.TargetChange;
import dev.reconciler.targetstream.TargetChanges;
import java.sql.ResultSet;
import java.sql.SQLException;
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
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** One pipeline's record of writes to the target, in the target. */
public final class PostgresTargetChanges implements TargetChanges {
    private static final String CHANGE = """
        c.table_id, c.key, c.xid, c.position::text AS position, c.committed_at, c.image,
        EXISTS (SELECT FROM reconciler.applied_transaction AS a WHERE a.pipeline = c.pipeline AND a.xid = c.xid) AS own\
        """;

    private final Jdbi target;
    private final String pipeline;

    public PostgresTargetChanges(DataSource target, String pipeline) {
        this(Jdbi.create(target), pipeline);
    }

    public PostgresTargetChanges(Jdbi target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    @Override
    public Optional<Known> known() {
        return target.withHandle(handle -> handle.createQuery("""
            SELECT known_from::text, position::text FROM reconciler.target_stream WHERE pipeline = :pipeline\
            """)
                .bind("pipeline", pipeline)
                .map((row, context) -> new Known(Lsn.parse(row.getString(1)), Lsn.parse(row.getString(2))))
                .findOne());
    }

    @Override
    public void record(Iterable<List<TargetChange>> pieces, Position through, Instant at) {
        target.useTransaction(transaction -> {
            PostgresSnapshotContent now = PostgresSnapshotContent.parse(transaction
                    .createQuery("SELECT pg_current_snapshot()::text")
                    .mapTo(String.class)
                    .one());
            pieces.forEach(piece -> insert(transaction, piece, now, at));
            transaction
                    .createUpdate("""
                        UPDATE reconciler.target_stream SET position = greatest(position, :through::pg_lsn)
                        WHERE pipeline = :pipeline\
                        """)
                    .bind("pipeline", pipeline)
                    .bind("through", through.text())
                    .execute();
        });
    }

    private void insert(Handle handle, List<TargetChange> piece, PostgresSnapshotContent now, Instant at) {
        if (piece.isEmpty()) {
            return;
        }
        handle.createUpdate("""
            INSERT INTO reconciler.target_change
                (pipeline, table_id, key, position, xid, committed_at, recorded_at, image)
            SELECT :pipeline, c.table_id, c.key, c.position, c.xid, c.committed_at, :at, c.image
            FROM unnest(:tables::text[], :keys::text[], :positions::text[]::pg_lsn[], :xids::text[]::bigint[],
                :times::text[]::timestamptz[], :images::text[])
                AS c (table_id, key, position, xid, committed_at, image)
            ON CONFLICT (pipeline, table_id, reconciler.key_digest(key), position) DO UPDATE SET image = excluded.image\
            """)
                .bind("pipeline", pipeline)
                .bind("at", notEarlier(at))
                .bindArray("tables", String.class, texts(piece, TargetChange::table))
                .bindArray("keys", String.class, texts(piece, change -> change.key()
                        .encoded()))
                .bindArray("positions", String.class, texts(piece, change -> change.position()
                        .text()))
                .bindArray(
                        "xids",
                        String.class,
                        texts(
                                piece,
                                change -> Long.toString(now.widen(
                                        Long.parseLong(change.transaction().text())))))
                .bindArray("times", String.class, texts(piece, change -> change.committedAt()
                        .toString()))
                .bindArray("images", String.class, texts(piece, change -> ImageText.of(change.image())))
                .execute();
    }

    /** What is stored must not seem older than it is. */
    private static Instant notEarlier(Instant at) {
        return at.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    }

    private static Object[] texts(List<TargetChange> piece, Function<TargetChange, String> text) {
        return piece.stream().map(text).toArray();
    }

    @Override
    public void forgetUpTo(Position position) {
        target.useHandle(handle -> handle.createUpdate("""
            UPDATE reconciler.target_stream SET known_from = greatest(known_from, :position::pg_lsn)
            WHERE pipeline = :pipeline\
            """)
                .bind("pipeline", pipeline)
                .bind("position", position.text())
                .execute());
    }

    @Override
    public void mark(InstantSource clock) {
        // Read in one snapshot, and the time taken after it: what comes after that time is in neither.
        Object[] read = target.withHandle(handle -> handle.createQuery("""
            SELECT sequence, pg_current_wal_insert_lsn()::text FROM reconciler.checkpoint WHERE pipeline = :pipeline\
            """)
                .bind("pipeline", pipeline)
                .map((row, context) -> new Object[] {row.getLong(1), row.getString(2)})
                .one());
        Instant at = clock.instant();
        target.useHandle(handle -> handle.createUpdate("""
            INSERT INTO reconciler.target_mark (pipeline, position, sequence, at)
            VALUES (:pipeline, :position::pg_lsn, :sequence, :at) ON CONFLICT DO NOTHING\
            """)
                .bind("pipeline", pipeline)
                .bind("position", (String) read[1])
                .bind("sequence", (Long) read[0])
                .bind("at", notEarlier(at))
                .execute());
    }

    @Override
    public Optional<Mark> markedBy(Instant latest) {
        return target.withHandle(handle -> handle.createQuery("""
            SELECT m.sequence, m.position::text, m.at
            FROM reconciler.target_mark AS m JOIN reconciler.target_stream AS s USING (pipeline)
            WHERE m.pipeline = :pipeline AND m.at <= :latest AND m.position >= s.known_from
            ORDER BY m.position DESC LIMIT 1\
            """)
                .bind("pipeline", pipeline)
                .bind("latest", latest)
                .map((row, context) -> new Mark(
                        row.getLong(1),
                        Lsn.parse(row.getString(2)),
                        row.getTimestamp(3).toInstant()))
                .findOne());
    }

    @Override
    public Set<RowKey> touchedAfter(String table, Collection<RowKey> keys, Position position) {
        return new HashSet<>(target.withHandle(handle -> handle.createQuery("""
            SELECT DISTINCT key FROM reconciler.target_change
            WHERE pipeline = :pipeline AND table_id = :table AND key = ANY (:keys::text[])
                AND position > :position::pg_lsn\
            """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bindArray("keys", String.class, encoded(keys))
                .bind("position", position.text())
                .map((row, context) -> RowKey.decode(row.getString(1)))
                .list()));
    }

    @Override
    public List<Due> due(Instant recorded, int limit) {
        return target.withHandle(handle -> handle.createQuery("SELECT " + CHANGE + """
            , NOT EXISTS (
                SELECT FROM reconciler.target_change AS l
                WHERE l.pipeline = c.pipeline AND l.table_id = c.table_id AND l.key = c.key
                    AND l.position > c.position) AS last
            FROM reconciler.target_change AS c
            WHERE c.pipeline = :pipeline AND NOT c.judged AND c.recorded_at <= :recorded
                AND pg_visible_in_snapshot(c.xid::text::xid8, pg_current_snapshot())
            ORDER BY c.recorded_at, c.position LIMIT :limit\
            """)
                .bind("pipeline", pipeline)
                .bind("recorded", recorded)
                .bind("limit", limit)
                .map((row, context) -> new Due(change(row), row.getBoolean("own"), row.getBoolean("last")))
                .list());
    }

    @Override
    public void judged(Collection<Due> judged) {
        List<TargetChange> changes = judged.stream().map(Due::change).toList();
        target.useHandle(handle -> handle.createUpdate("""
            UPDATE reconciler.target_change AS c SET judged = true
            FROM unnest(:tables::text[], :keys::text[], :positions::text[]::pg_lsn[]) AS j (table_id, key, position)
            WHERE c.pipeline = :pipeline AND c.table_id = j.table_id AND c.key = j.key AND c.position = j.position\
            """)
                .bind("pipeline", pipeline)
                .bindArray("tables", String.class, texts(changes, TargetChange::table))
                .bindArray("keys", String.class, texts(changes, change -> change.key()
                        .encoded()))
                .bindArray("positions", String.class, texts(changes, change -> change.position()
                        .text()))
                .execute());
    }

    @Override
    public Optional<Instant> judgedThrough() {
        // If not even the oldest mark that is kept was reached, it is no later than that.
        return target.withHandle(handle -> handle.createQuery("""
            SELECT least(
                coalesce(
                    (SELECT m.at FROM reconciler.target_mark AS m
                        WHERE m.pipeline = s.pipeline AND m.position <= s.position ORDER BY m.position DESC LIMIT 1),
                    (SELECT m.at FROM reconciler.target_mark AS m
                        WHERE m.pipeline = s.pipeline ORDER BY m.position LIMIT 1)),
                (SELECT min(c.recorded_at) FROM reconciler.target_change AS c
                    WHERE c.pipeline = s.pipeline AND NOT c.judged)) AS at
            FROM reconciler.target_stream AS s WHERE s.pipeline = :pipeline\
            """)
                .bind("pipeline", pipeline)
                .mapTo(Instant.class)
                .findOne());
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
                WHERE e.pipeline = c.pipeline AND e.position < c.position AND e.at <= n.at - :settle * interval '1 millisecond'
                ORDER BY e.position DESC LIMIT 1) AS e ON true
            WHERE c.pipeline = :pipeline AND c.table_id = :table AND c.key = ANY (:keys::text[]) AND c.position > s.known_from
            ORDER BY c.key, c.position DESC\
            """;
        Map<RowKey, Last> last = new LinkedHashMap<>();
        target.useHandle(handle -> handle.createQuery(sql)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bindArray("keys", String.class, encoded(keys))
                .bind("settle", settle.toMillis())
                .map((row, context) -> new Last(change(row), row.getBoolean("own"), row.getLong("since")))
                .forEach(found -> last.put(found.change().key(), found)));
        return last;
    }

    @Override
    public void prune(Instant before) {
        target.useHandle(handle -> {
            handle.createUpdate("""
                DELETE FROM reconciler.target_change
                WHERE pipeline = :pipeline AND judged AND recorded_at < :before\
                """)
                    .bind("pipeline", pipeline)
                    .bind("before", before)
                    .execute();
            handle.createUpdate("DELETE FROM reconciler.target_mark WHERE pipeline = :pipeline AND at < :before")
                    .bind("pipeline", pipeline)
                    .bind("before", before)
                    .execute();
        });
    }

    @Override
    public Lsn emit() {
        return target.withHandle(
                handle -> handle.createQuery("SELECT pg_logical_emit_message(true, 'reconciler', :label)::text")
                        .bind("label", pipeline + ": how far the target is known")
                        .map((row, context) -> Lsn.parse(row.getString(1)))
                        .one());
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

    private static Object[] encoded(Collection<RowKey> keys) {
        return keys.stream().map(RowKey::encoded).toArray();
    }
}
