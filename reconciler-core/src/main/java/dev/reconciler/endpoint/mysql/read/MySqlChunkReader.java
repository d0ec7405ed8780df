package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.endpoint.read.BucketSums;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.endpoint.read.HashedRow;
import dev.reconciler.endpoint.read.QueryReader;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.RowsWithoutKey;
import dev.reconciler.endpoint.read.SampleOrder;
import dev.reconciler.endpoint.read.SnapshotEndedException;
import dev.reconciler.endpoint.read.StreamedDigests;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyBuckets;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads mapped tables of one MySQL or MariaDB server in a snapshot's session. The server computes native digests; for canonical ones
 * rows are streamed, converted and hashed here, so memory does not depend on their number.
 *
 * <p>Between two readings MySQL keeps no lock on a table: each ends by rolling back to a savepoint, which keeps the snapshot. MariaDB
 * keeps the lock until the snapshot ends. A change of a definition that waits for a lock ends the snapshot ({@link OpenSnapshots}).
 *
 * <p>Ranges and order of text keys are by byte. An index in a collation that has another order doesn't serve them: the result is the
 * same, but each reading of a range then scans the table, and a reading in key order sorts.
 */
public final class MySqlChunkReader implements ChunkReader {
    private static final int KEYS_PER_STATEMENT = 500;
    private static final int COLLISIONS_PER_STATEMENT = 100;
    /** Tenants above which it is cheaper to read every row than to have the server compare each with all of them. */
    private static final int TENANTS_PER_STATEMENT = 100;

    private final MySqlSession session;
    private final Side side;
    private final SnapshotLocks locks;
    private final Runnable onClose;
    private final Map<MappedTable, TableSql> statements = new HashMap<>();
    private boolean hasHashes;
    private final StreamedDigests streamed = new StreamedDigests(this, this::rowsToHash);

    /** @param session in its snapshot's transaction; the snapshot closes it */
    MySqlChunkReader(MySqlSession session, Side side, SnapshotLocks locks, Runnable onClose) {
        this.session = session;
        this.side = side;
        this.locks = locks;
        this.onClose = onClose;
        session.execute("setting a savepoint", "SAVEPOINT reading");
    }

    @Override
    public Map<TenantId, Digest> digests(MappedTable table, TenantScope scope, KeyRange range, DigestMethod method) {
        if (method == DigestMethod.CANONICAL) {
            return streamed.digests(table, scope, range);
        }
        Map<TenantId, Digest> digests = new LinkedHashMap<>();
        TableSql sql = hashing(table);
        stream(table, "digests", () -> sql.digests(scope, range), row -> {
            TenantId tenant = sql.tenant(row, 3);
            long count = row.getLong(1);
            if (count > 0 && sql.isInScope(tenant, scope)) {
                digests.merge(tenant, NativeHash.digest(count, row, 2), Digest::plus);
            }
        });
        return digests;
    }

    @Override
    public List<Map<TenantId, Digest>> digestsOfParts(
            MappedTable table, TenantScope scope, KeyRange range, List<RowKey> bounds, DigestMethod method) {
        return method == DigestMethod.CANONICAL
                ? streamed.digestsOfParts(table, scope, range, bounds)
                : range.cut(bounds).stream()
                        .map(part -> digests(table, scope, part, method))
                        .toList();
    }

    @Override
    public BucketSums digestsOfBuckets(MappedTable table, TenantScope scope, DigestMethod method) {
        if (method == DigestMethod.CANONICAL) {
            return streamed.digestsOfBuckets(table, scope);
        }
        BucketSums sums = new BucketSums();
        hashes(table, scope, KeyRange.ALL, method, row -> sums.add(row.key(), row.tenant(), row.hash()));
        return sums;
    }

    @Override
    public Map<TenantId, Long> counts(MappedTable table, TenantScope scope, KeyRange range) {
        Map<TenantId, Long> counts = new LinkedHashMap<>();
        TableSql sql = sql(table);
        stream(table, "counts", () -> sql.counts(scope, range), row -> {
            TenantId tenant = sql.tenant(row, 2);
            long count = row.getLong(1);
            if (count > 0 && sql.isInScope(tenant, scope)) {
                counts.merge(tenant, count, Long::sum);
            }
        });
        return counts;
    }

    @Override
    public RowsWithoutKey rowsWithoutKey(MappedTable table, TenantScope scope) {
        RowsWithoutKey.Counter counter = new RowsWithoutKey.Counter();
        if (side == Side.TARGET && table.hasTranslatedKey()) {
            TableSql sql = sql(table);
            List<MySqlValues> key = TranslationSql.storedKey(table);
            stream(table, "rows without a key", () -> sql.withoutKey(scope), row -> {
                TenantId tenant = sql.tenant(row, key.size() + 1);
                if (sql.isInScope(tenant, scope)) {
                    List<String> stored = new ArrayList<>();
                    for (int i = 0; i < key.size(); i++) {
                        stored.add(String.valueOf(key.get(i).read(row, i + 1)));
                    }
                    counter.add(tenant, stored);
                }
            });
        }
        return counter.rows();
    }

    @Override
    public void hashes(
            MappedTable table, TenantScope scope, KeySpan span, DigestMethod method, Consumer<HashedKey> each) {
        if (method == DigestMethod.CANONICAL) {
            streamed.hashes(table, scope, span, each);
            return;
        }
        TableSql sql = hashing(table);
        stream(table, "hashes", () -> sql.hashes(scope, span), row -> {
            TenantId tenant = table.hasTenants() ? sql.tenantOfKey(row) : TenantId.NONE;
            RowKey key = sql.key(row);
            if (sql.isInScope(tenant, scope) && (!(span instanceof KeyBuckets buckets) || buckets.contains(key))) {
                each.accept(new HashedKey(key, tenant, sql.hashOfKey(row)));
            }
        });
    }

    @Override
    public void rows(MappedTable table, TenantScope scope, KeySpan span, Consumer<Row> each) {
        rows(table, "rows", scope, () -> sql(table).rows(scope, span), selected(table, span, each));
    }

    /** The server selects the rows of a range; this process selects those of buckets. */
    private static Consumer<Row> selected(MappedTable table, KeySpan span, Consumer<Row> each) {
        if (!(span instanceof KeyBuckets buckets)) {
            return each;
        }
        return row -> {
            if (buckets.contains(table.keyOf(row))) {
                each.accept(row);
            }
        };
    }

    @Override
    public Map<RowKey, Row> rowsByKey(MappedTable table, Collection<RowKey> keys) {
        Map<RowKey, Row> found = new HashMap<>();
        eachRowByKey(table, keys, row -> found.put(table.keyOf(row), row));
        return found;
    }

    @Override
    public void eachRowByKey(MappedTable table, Collection<RowKey> keys, Consumer<Row> each) {
        for (List<RowKey> some : batches(keys)) {
            rows(table, "rows by key", TenantScope.all(), () -> sql(table).rowsByKey(some), each);
        }
    }

    private static List<List<RowKey>> batches(Collection<RowKey> keys) {
        List<RowKey> all = List.copyOf(keys);
        List<List<RowKey>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += KEYS_PER_STATEMENT) {
            batches.add(all.subList(from, Math.min(all.size(), from + KEYS_PER_STATEMENT)));
        }
        return batches;
    }

    @Override
    public Map<RowKey, Row> collisions(MappedTable table, Collection<RowKey> keys) {
        TableSql sql = sql(table);
        if (!sql.mayCollide()) {
            return Map.of();
        }
        Map<RowKey, Row> found = new HashMap<>();
        List<RowKey> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += COLLISIONS_PER_STATEMENT) {
            List<RowKey> some = all.subList(from, Math.min(all.size(), from + COLLISIONS_PER_STATEMENT));
            stream(table, "collisions of keys", () -> sql.rowsByCollation(some), row -> {
                RowKey key = some.get(sql.numberOfKey(row));
                Row stored = sql.row(row);
                if (!table.keyOf(stored).equals(key)) {
                    found.put(key, stored);
                }
            });
        }
        return found;
    }

    @Override
    public Map<RowKey, HashedRow> hashedRowsByKey(MappedTable table, Collection<RowKey> keys, DigestMethod method) {
        if (method == DigestMethod.CANONICAL) {
            return streamed.hashedRowsByKey(table, keys);
        }
        Map<RowKey, HashedRow> found = new HashMap<>();
        TableSql sql = hashing(table);
        for (List<RowKey> some : batches(keys)) {
            stream(table, "hashed rows by key", () -> sql.hashedRowsByKey(some), result -> {
                Row row = sql.row(result);
                found.put(table.keyOf(row), new HashedRow(row, sql.hashOfRow(result)));
            });
        }
        return found;
    }

    @Override
    public List<RowKey> bounds(MappedTable table, TenantScope scope, KeyRange range, long rows, int most) {
        if (rows < 1) {
            throw new IllegalArgumentException("a chunk holds at least one row, not " + rows);
        }
        TableSql sql = sql(table);
        return sql.isOrderedByIndex() && !sql.isUnscoped(scope)
                ? boundsByIndex(table, scope, range, rows, most)
                : boundsByScan(table, scope, range, rows, most);
    }

    /** The server steps over the rows between two bounds in the key's index, and sends one key for each step. */
    private List<RowKey> boundsByIndex(MappedTable table, TenantScope scope, KeyRange range, long rows, int most) {
        TableSql sql = sql(table);
        List<RowKey> bounds = new ArrayList<>();
        KeyRange rest = range;
        int found = -1;
        while (found < bounds.size() && bounds.size() < most) {
            found = bounds.size();
            KeyRange from = rest;
            stream(table, "chunk bounds", () -> sql.keyAfter(scope, from, rows), row -> bounds.add(sql.key(row)));
            if (found < bounds.size()) {
                rest = new KeyRange(bounds.get(found), range.to());
            }
        }
        return bounds;
    }

    /** By one scan of the keys: without an index in their order, each step would read and sort the rest of the range. */
    private List<RowKey> boundsByScan(MappedTable table, TenantScope scope, KeyRange range, long rows, int most) {
        List<RowKey> bounds = new ArrayList<>();
        TableSql sql = sql(table);
        long[] seen = {0};
        boolean limited = !sql.isUnscoped(scope) && most < (Long.MAX_VALUE - 1) / rows;
        long limit = limited ? rows * most + 1 : Long.MAX_VALUE;
        stream(table, "chunk bounds", () -> sql.keysInOrder(scope, range, limit), row -> {
            if (bounds.size() < most && sql.isInScope(sql.tenantOfKey(row), scope)) {
                if (seen[0] > 0 && seen[0] % rows == 0) {
                    bounds.add(sql.key(row));
                }
                seen[0]++;
            }
        });
        return bounds;
    }

    @Override
    public List<DrawnKey> sample(MappedTable table, TenantScope scope, KeyRange range, long size, long seed) {
        SampleOrder draw = new SampleOrder(size, seed);
        TableSql sql = sql(table);
        stream(table, "a sample", () -> sql.keys(scope, range), row -> {
            TenantId tenant = sql.tenantOfKey(row);
            if (sql.isInScope(tenant, scope)) {
                draw.add(new DrawnKey(sql.key(row), tenant));
            }
        });
        return draw.drawn();
    }

    @Override
    public List<DrawnKey> sampleOfEach(
            MappedTable table, TenantScope.Tenants tenants, KeyRange range, long size, long seed) {
        Map<TenantId, SampleOrder> draws = new LinkedHashMap<>();
        TableSql sql = sql(table);
        TenantScope read = tenants.ids().size() > TENANTS_PER_STATEMENT ? TenantScope.all() : tenants;
        stream(table, "a sample of each tenant", () -> sql.keys(read, range), row -> {
            TenantId tenant = sql.tenantOfKey(row);
            if (tenants.ids().contains(tenant)) {
                draws.computeIfAbsent(tenant, t -> new SampleOrder(size, seed)).add(new DrawnKey(sql.key(row), tenant));
            }
        });
        return draws.values().stream().flatMap(draw -> draw.drawn().stream()).toList();
    }

    @Override
    public QueryReader queries() {
        return new MySqlQueryReader(session, side, () -> {});
    }

    @Override
    public void close() {
        onClose.run();
    }

    private TableSql sql(MappedTable table) {
        return statements.computeIfAbsent(table, t -> new TableSql(t, side));
    }

    /** As {@link #sql}, where no row of this session has a hash that is NULL. */
    private TableSql hashing(MappedTable table) {
        if (!hasHashes) {
            NativeHash.require(session);
            hasHashes = true;
        }
        return sql(table);
    }

    private void rows(MappedTable table, String what, TenantScope scope, Supplier<BoundSql> query, Consumer<Row> each) {
        rows(table, what, scope, query, sql(table)::row, each);
    }

    private void rowsToHash(MappedTable table, TenantScope scope, KeyRange range, Consumer<Row> each) {
        TableSql sql = sql(table);
        rows(table, "digests", scope, () -> sql.rowsUnordered(scope, range), sql::rowToHash, each);
    }

    private void rows(
            MappedTable table,
            String what,
            TenantScope scope,
            Supplier<BoundSql> query,
            Sql.RowMapper<Row> mapper,
            Consumer<Row> each) {
        TableSql sql = sql(table);
        stream(table, what, query, result -> {
            Row row = mapper.map(result);
            if (sql.isInScope(table.tenantOf(row), scope)) {
                each.accept(row);
            }
        });
    }

    /** @param query may find that a key is no value of the key's type */
    private void stream(MappedTable table, String what, Supplier<BoundSql> query, Sql.RowReader each) {
        String of = what + " of " + table.id();
        BoundSql sql;
        try {
            sql = query.get();
        } catch (IllegalArgumentException e) {
            throw MySqlSession.failed(side.noun(), of, e);
        }
        locks.readingBegins();
        try {
            session.stream(of, sql, each);
            session.execute("releasing the locks on " + table.id(), "ROLLBACK TO SAVEPOINT reading");
        } catch (ReadFailedException e) {
            throw locks.wereEnded() ? ended(of, e) : e;
        }
        locks.readingEnded();
    }

    private SnapshotEndedException ended(String what, ReadFailedException cause) {
        return new SnapshotEndedException(
                "the " + side.noun() + "'s snapshot was ended while " + what
                        + " were read: another session waits to change a table's definition",
                cause);
    }
}
