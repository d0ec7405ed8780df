package dev.reconciler.cdc.testing;

import dev.reconciler.endpoint.read.BucketSums;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.endpoint.read.HashedRow;
import dev.reconciler.endpoint.read.QueryReader;
import dev.reconciler.endpoint.read.SampleOrder;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.CanonicalEncoding;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads rows that do not change any more, by table id. Serves either side of a window. */
public final class InMemoryReader implements ChunkReader {
    private final Map<String, ? extends NavigableMap<RowKey, Row>> tables;

    /** @param tables rows in {@link KeyOrder} */
    public InMemoryReader(Map<String, ? extends NavigableMap<RowKey, Row>> tables) {
        this.tables = tables;
    }

    @Override
    public Map<TenantId, Digest> digests(MappedTable table, TenantScope scope, KeyRange range, DigestMethod method) {
        Map<TenantId, Digest> digests = new LinkedHashMap<>();
        hashes(
                table,
                scope,
                range,
                method,
                each -> digests.merge(each.tenant(), Digest.EMPTY.plus(each.hash()), Digest::plus));
        return digests;
    }

    @Override
    public List<Map<TenantId, Digest>> digestsOfParts(
            MappedTable table, TenantScope scope, KeyRange range, List<RowKey> bounds, DigestMethod method) {
        return range.cut(bounds).stream()
                .map(part -> digests(table, scope, part, method))
                .toList();
    }

    @Override
    public BucketSums digestsOfBuckets(MappedTable table, TenantScope scope, DigestMethod method) {
        BucketSums sums = new BucketSums();
        hashes(table, scope, KeyRange.ALL, method, each -> sums.add(each.key(), each.tenant(), each.hash()));
        return sums;
    }

    @Override
    public Map<TenantId, Long> counts(MappedTable table, TenantScope scope, KeyRange range) {
        Map<TenantId, Long> counts = new LinkedHashMap<>();
        rows(table, scope, range, row -> counts.merge(table.tenantOf(row), 1L, Long::sum));
        return counts;
    }

    @Override
    public void hashes(
            MappedTable table, TenantScope scope, KeySpan span, DigestMethod method, Consumer<HashedKey> each) {
        rows(
                table,
                scope,
                span,
                row -> each.accept(new HashedKey(table.keyOf(row), table.tenantOf(row), hash(table, row, method))));
    }

    @Override
    public void rows(MappedTable table, TenantScope scope, KeySpan span, Consumer<Row> each) {
        KeyOrder order = new KeyOrder(table.keyTypes());
        within(table, span instanceof KeyRange range ? range : KeyRange.ALL).values().stream()
                .filter(row -> span.contains(order, table.keyOf(row)))
                .filter(row -> table.isInScope(row, scope))
                .forEach(each);
    }

    @Override
    public Map<RowKey, Row> rowsByKey(MappedTable table, Collection<RowKey> keys) {
        NavigableMap<RowKey, Row> rows = rowsOf(table);
        Map<RowKey, Row> found = new LinkedHashMap<>();
        for (RowKey key : keys) {
            Row row = rows.get(key);
            if (row != null) {
                found.put(key, row);
            }
        }
        return found;
    }

    @Override
    public Map<RowKey, HashedRow> hashedRowsByKey(MappedTable table, Collection<RowKey> keys, DigestMethod method) {
        Map<RowKey, HashedRow> found = new LinkedHashMap<>();
        rowsByKey(table, keys).forEach((key, row) -> found.put(key, new HashedRow(row, hash(table, row, method))));
        return found;
    }

    /** The native hash of this engine, too, is a function of the canonical form, and another one than the canonical hash. */
    private static RowHash hash(MappedTable table, Row row, DigestMethod method) {
        CanonicalEncoding encoding = table.encoding();
        return switch (method) {
            case CANONICAL -> encoding.hash(row);
            case NATIVE -> CanonicalEncoding.hash("native " + encoding.encode(row.values()));
        };
    }

    @Override
    public List<RowKey> bounds(MappedTable table, TenantScope scope, KeyRange range, long rows, int most) {
        List<RowKey> bounds = new ArrayList<>();
        long[] seen = {0};
        rows(table, scope, range, row -> {
            if (seen[0] > 0 && seen[0] % rows == 0 && bounds.size() < most) {
                bounds.add(table.keyOf(row));
            }
            seen[0]++;
        });
        return bounds;
    }

    @Override
    public List<DrawnKey> sample(MappedTable table, TenantScope scope, KeyRange range, long size, long seed) {
        SampleOrder draw = new SampleOrder(size, seed);
        rows(table, scope, range, row -> draw.add(new DrawnKey(table.keyOf(row), table.tenantOf(row))));
        return draw.drawn();
    }

    @Override
    public List<DrawnKey> sampleOfEach(
            MappedTable table, TenantScope.Tenants tenants, KeyRange range, long size, long seed) {
        return tenants.ids().stream()
                .flatMap(tenant -> sample(table, TenantScope.of(tenant), range, size, seed).stream())
                .toList();
    }

    private NavigableMap<RowKey, Row> within(MappedTable table, KeyRange range) {
        NavigableMap<RowKey, Row> rows = rowsOf(table);
        if (range.from() != null) {
            rows = rows.tailMap(range.from(), true);
        }
        return range.to() == null ? rows : rows.headMap(range.to(), false);
    }

    private NavigableMap<RowKey, Row> rowsOf(MappedTable table) {
        NavigableMap<RowKey, Row> rows = tables.get(table.id());
        return rows == null ? new TreeMap<>(new KeyOrder(table.keyTypes())) : rows;
    }

    @Override
    public QueryReader queries() {
        throw new IllegalStateException("no SQL in memory: test rules on a real server");
    }

    @Override
    public void close() {}
}
