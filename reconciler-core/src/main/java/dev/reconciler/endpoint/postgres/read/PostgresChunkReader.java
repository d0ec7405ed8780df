package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.endpoint.read.BucketSums;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.endpoint.read.HashedRow;
import dev.reconciler.endpoint.read.LastWrite;
import dev.reconciler.endpoint.read.QueryReader;
import dev.reconciler.endpoint.read.RowsWithoutKey;
import dev.reconciler.endpoint.read.StreamedDigests;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads mapped tables of one PostgreSQL database in a snapshot's session.
 *
 * <p>Between two readings no table is locked: each ends by rolling back to a savepoint, which keeps the snapshot. So DDL waits
 * for one reading at most, and what it did shows in the tables' shape.
 *
 * <p>Ranges and order of text keys are by byte. An index in another collation doesn't serve them: the result is the same, but
 * each reading of a range then scans the table.
 */
public final class PostgresChunkReader implements ChunkReader {
    private static final int KEYS_PER_STATEMENT = 10_000;
    private static final int FETCH_SIZE = 2_000;
    private static final long FIRST_NORMAL_ID = 3;
    private static final String CURSOR = "chunk_bounds";
    private static final String SAVEPOINT = "SAVEPOINT reading";

    private final Session session;
    private final @Nullable String queryRole;
    private final Map<MappedTable, ChunkSql> statements = new HashMap<>();
    private final StreamedDigests streamed = new StreamedDigests(this);

    /**
     * @param session in its snapshot's transaction; closed with the reader
     * @param queryRole the role that runs users' queries; null for the session's own
     */
    PostgresChunkReader(Session session, @Nullable String queryRole) {
        this.session = session;
        this.queryRole = queryRole;
        session.execute("setting a savepoint", SAVEPOINT);
    }

    @Override
    public Map<TenantId, Digest> digests(MappedTable table, TenantScope scope, KeyRange range, DigestMethod method) {
        if (streams(table, method)) {
            return streamed.digests(table, scope, range);
        }
        Map<TenantId, Digest> digests = new LinkedHashMap<>();
        read(
                table,
                "digests",
                sql(table).digests(scope, range, method),
                row -> digests.merge(
                        tenant(row.getString(1)),
                        new Digest(row.getLong(2), modulo(row.getBigDecimal(3)), modulo(row.getBigDecimal(4))),
                        Digest::plus));
        return digests;
    }

    @Override
    public List<Map<TenantId, Digest>> digestsOfParts(
            MappedTable table, TenantScope scope, KeyRange range, List<RowKey> bounds, DigestMethod method) {
        if (streams(table, method)) {
            return streamed.digestsOfParts(table, scope, range, bounds);
        }
        List<Map<TenantId, Digest>> parts = new ArrayList<>();
        for (int i = 0; i <= bounds.size(); i++) {
            parts.add(new LinkedHashMap<>());
        }
        read(table, "digests of parts", sql(table).digestsOfParts(scope, range, bounds, method), row -> parts.get(
                        row.getInt(1))
                .merge(
                        tenant(row.getString(2)),
                        new Digest(row.getLong(3), modulo(row.getBigDecimal(4)), modulo(row.getBigDecimal(5))),
                        Digest::plus));
        return parts;
    }

    @Override
    public BucketSums digestsOfBuckets(MappedTable table, TenantScope scope, DigestMethod method) {
        if (streams(table, method)) {
            return streamed.digestsOfBuckets(table, scope);
        }
        BucketSums sums = new BucketSums();
        read(
                table,
                "digests of buckets",
                sql(table).digestsOfBuckets(scope, method),
                row -> sums.add(
                        Integer.parseInt(row.getString(1), ChunkSql.BUCKET_RADIX),
                        tenant(row.getString(2)),
                        new Digest(row.getLong(3), modulo(row.getBigDecimal(4)), modulo(row.getBigDecimal(5)))));
        return sums;
    }

    private boolean streams(MappedTable table, DigestMethod method) {
        boolean streams = sql(table).streamsRows();
        if (streams && method == DigestMethod.NATIVE) {
            throw new IllegalArgumentException(
                    "a transform of " + table.id() + " has no SQL, so it has no native digest");
        }
        return streams;
    }

    private static long modulo(BigDecimal sum) {
        return sum.toBigInteger().longValue();
    }

    @Override
    public Map<TenantId, Long> counts(MappedTable table, TenantScope scope, KeyRange range) {
        Map<TenantId, Long> counts = new LinkedHashMap<>();
        read(
                table,
                "counts",
                sql(table).counts(scope, range),
                row -> counts.merge(tenant(row.getString(1)), row.getLong(2), Long::sum));
        return counts;
    }

    @Override
    public RowsWithoutKey rowsWithoutKey(MappedTable table, TenantScope scope) {
        RowsWithoutKey.Counter counter = new RowsWithoutKey.Counter();
        if (session.side() == Side.TARGET && table.hasTranslatedKey()) {
            int parts = table.key().size();
            read(table, "rows without a key", sql(table).withoutKey(scope), row -> {
                List<String> stored = new ArrayList<>();
                for (int i = 0; i < parts; i++) {
                    stored.add(row.getString(i + 2));
                }
                counter.add(tenant(row.getString(1)), stored);
            });
        }
        return counter.rows();
    }

    @Override
    public void hashes(
            MappedTable table, TenantScope scope, KeySpan span, DigestMethod method, Consumer<HashedKey> each) {
        if (streams(table, method)) {
            streamed.hashes(table, scope, span, each);
            return;
        }
        int parts = table.key().size();
        read(table, "hashes", sql(table).hashes(scope, span, method), row -> each.accept(hashedKey(row, parts)));
    }

    @Override
    public void rows(MappedTable table, TenantScope scope, KeySpan span, Consumer<Row> each) {
        ChunkSql sql = sql(table);
        readWide(table, "rows", sql.rows(scope, span), result -> {
            Row row = sql.row(result);
            each.accept(row);
            return ByteBudget.of(row.values());
        });
    }

    @Override
    public Map<RowKey, Row> rowsByKey(MappedTable table, Collection<RowKey> keys) {
        Map<RowKey, Row> found = new HashMap<>();
        eachRowByKey(table, keys, row -> found.put(table.keyOf(row), row));
        return found;
    }

    @Override
    public void eachRowByKey(MappedTable table, Collection<RowKey> keys, Consumer<Row> each) {
        ChunkSql sql = sql(table);
        for (List<RowKey> some : batches(keys)) {
            readWide(table, "rows by key", sql.rowsByKey(some), result -> {
                Row row = sql.row(result);
                each.accept(row);
                return ByteBudget.of(row.values());
            });
        }
    }

    @Override
    public Map<RowKey, HashedRow> hashedRowsByKey(MappedTable table, Collection<RowKey> keys, DigestMethod method) {
        if (streams(table, method)) {
            return streamed.hashedRowsByKey(table, keys);
        }
        Map<RowKey, HashedRow> found = new HashMap<>();
        ChunkSql sql = sql(table);
        for (List<RowKey> some : batches(keys)) {
            readWide(table, "hashed rows by key", sql.hashedRowsByKey(some, method), result -> {
                Row row = sql.row(result);
                found.put(table.keyOf(row), new HashedRow(row, hash(result, sql.width() + 1)));
                return ByteBudget.of(row.values());
            });
        }
        return found;
    }

    /** Ids below 3 belong to no ordinary transaction, and one ahead of the snapshot is older than half of all ids: no answer. */
    @Override
    public Map<RowKey, LastWrite> lastWrites(MappedTable table, Collection<RowKey> keys) {
        Map<RowKey, LastWrite> found = new HashMap<>();
        int parts = table.key().size();
        PostgresSnapshotContent content = content();
        for (List<RowKey> some : batches(keys)) {
            read(table, "who wrote rows", sql(table).lastWritesByKey(some), row -> {
                long low = row.getLong(parts + 1);
                long id = content.widen(low);
                Timestamp committed = row.getTimestamp(parts + 2);
                if (low >= FIRST_NORMAL_ID && id < content.xmax()) {
                    found.put(
                            key(row, parts),
                            new PostgresLastWrite(id, committed == null ? null : committed.toInstant(), content));
                }
            });
        }
        return found;
    }

    private PostgresSnapshotContent content() {
        String sql = "SELECT pg_current_snapshot()::text";
        return PostgresSnapshotContent.parse(session.one("the snapshot's content", sql)[0]);
    }

    @Override
    public List<RowKey> bounds(MappedTable table, TenantScope scope, KeyRange range, long rows, int most) {
        if (rows < 1) {
            throw new IllegalArgumentException("a chunk holds at least one row, not " + rows);
        }
        String what = "chunk bounds of " + table.id();
        List<RowKey> bounds = new ArrayList<>();
        session.declare(what, sql(table).storedKeys(CURSOR, scope, range));
        List<String> bound = session.fetch(what, skipping(rows));
        while (!bound.isEmpty() && bounds.size() < most) {
            bounds.add(canonical(table, bound));
            bound = session.fetch(what, skipping(rows - 1));
        }
        releaseLocks(table);
        return bounds;
    }

    private RowKey canonical(MappedTable table, List<String> texts) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            MappedColumn column = table.columns().get(table.key().get(i));
            String text = session.side() == Side.SOURCE ? column.valueOf(List.of(texts.get(i))) : texts.get(i);
            parts.add(table.keyTypes().get(i).canonical(Objects.requireNonNull(text)));
        }
        return new RowKey(parts);
    }

    /** The row of the cursor that comes after so many. */
    private static String skipping(long rows) {
        return "FETCH RELATIVE " + (rows + 1) + " FROM " + CURSOR;
    }

    @Override
    public List<DrawnKey> sample(MappedTable table, TenantScope scope, KeyRange range, long size, long seed) {
        return drawn(table, "a sample", sql(table).sample(scope, range, size, seed));
    }

    @Override
    public List<DrawnKey> sampleOfEach(
            MappedTable table, TenantScope.Tenants tenants, KeyRange range, long size, long seed) {
        return drawn(table, "a sample of each tenant", sql(table).sampleOfEach(tenants, range, size, seed));
    }

    private List<DrawnKey> drawn(MappedTable table, String what, BoundSql sql) {
        List<DrawnKey> keys = new ArrayList<>();
        int parts = table.key().size();
        read(table, what, sql, row -> keys.add(new DrawnKey(key(row, parts), tenant(row.getString(parts + 1)))));
        return keys;
    }

    /** The session's connection, for what else its snapshot is asked. */
    Session session() {
        return session;
    }

    @Override
    public QueryReader queries() {
        return new PostgresQueryReader(session, queryRole, "ROLLBACK TO " + SAVEPOINT);
    }

    @Override
    public void close() {
        session.close();
    }

    private ChunkSql sql(MappedTable table) {
        return statements.computeIfAbsent(table, t -> new ChunkSql(t, session.side()));
    }

    private void read(MappedTable table, String what, BoundSql sql, Sql.RowReader each) {
        session.query(what + " of " + table.id(), sql, FETCH_SIZE, each);
        releaseLocks(table);
    }

    private void readWide(MappedTable table, String what, BoundSql sql, Session.WideReader each) {
        session.queryWide(what + " of " + table.id(), sql, FETCH_SIZE, each);
        releaseLocks(table);
    }

    /** Closes cursors, too. */
    private void releaseLocks(MappedTable table) {
        session.execute("releasing the locks on " + table.id(), "ROLLBACK TO " + SAVEPOINT);
    }

    private static List<List<RowKey>> batches(Collection<RowKey> keys) {
        List<RowKey> all = List.copyOf(keys);
        List<List<RowKey>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += KEYS_PER_STATEMENT) {
            batches.add(all.subList(from, Math.min(all.size(), from + KEYS_PER_STATEMENT)));
        }
        return batches;
    }

    private static HashedKey hashedKey(ResultSet row, int parts) throws SQLException {
        return new HashedKey(key(row, parts), tenant(row.getString(parts + 1)), hash(row, parts + 2));
    }

    private static RowHash hash(ResultSet row, int column) throws SQLException {
        return new RowHash(row.getLong(column), row.getLong(column + 1));
    }

    private static RowKey key(ResultSet row, int parts) throws SQLException {
        return new RowKey(Arrays.asList(texts(row, parts)));
    }

    private static @Nullable String[] texts(ResultSet row, int count) throws SQLException {
        @Nullable String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = row.getString(i + 1);
        }
        return texts;
    }

    private static TenantId tenant(@Nullable String canonical) {
        return new TenantId(canonical == null ? "" : canonical);
    }
}
