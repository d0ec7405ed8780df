package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Canonical digests and hashes of rows that a reader streams, for tables whose hashes the server can't compute. */
public final class StreamedDigests {
    private final ChunkReader reader;
    private final Rows rows;

    /** Reads rows that are only hashed: in any order, and in any text with their values' canonical form. */
    @FunctionalInterface
    public interface Rows {
        void each(MappedTable table, TenantScope scope, KeyRange range, Consumer<Row> each);
    }

    /** @param reader of the rows of one side */
    public StreamedDigests(ChunkReader reader) {
        this(reader, reader::rows);
    }

    /** @param rows a cheaper reading of the rows that are only hashed */
    public StreamedDigests(ChunkReader reader, Rows rows) {
        this.reader = reader;
        this.rows = rows;
    }

    /** As {@link ChunkReader#digests}. */
    public Map<TenantId, Digest> digests(MappedTable table, TenantScope scope, KeyRange range) {
        Map<TenantId, Digest> digests = new LinkedHashMap<>();
        rows.each(table, scope, range, row -> add(digests, table, row));
        return digests;
    }

    /** As {@link ChunkReader#digestsOfParts}. */
    public List<Map<TenantId, Digest>> digestsOfParts(
            MappedTable table, TenantScope scope, KeyRange range, List<RowKey> bounds) {
        List<Map<TenantId, Digest>> parts = new ArrayList<>();
        for (int i = 0; i <= bounds.size(); i++) {
            parts.add(new LinkedHashMap<>());
        }
        KeyParts ofKeys = new KeyParts(new KeyOrder(table.keyTypes()), bounds);
        rows.each(table, scope, range, row -> add(parts.get(ofKeys.of(table.keyOf(row))), table, row));
        return parts;
    }

    /** As {@link ChunkReader#digestsOfBuckets}. */
    public BucketSums digestsOfBuckets(MappedTable table, TenantScope scope) {
        BucketSums sums = new BucketSums();
        rows.each(
                table, scope, KeyRange.ALL, row -> sums.add(table.keyOf(row), table.tenantOf(row), table.hashOf(row)));
        return sums;
    }

    private static void add(Map<TenantId, Digest> digests, MappedTable table, Row row) {
        digests.merge(table.tenantOf(row), Digest.EMPTY.plus(table.hashOf(row)), Digest::plus);
    }

    /** As {@link ChunkReader#hashes}. */
    public void hashes(MappedTable table, TenantScope scope, KeySpan span, Consumer<HashedKey> each) {
        reader.rows(
                table,
                scope,
                span,
                row -> each.accept(new HashedKey(table.keyOf(row), table.tenantOf(row), table.hashOf(row))));
    }

    /** As {@link ChunkReader#hashedRowsByKey}. */
    public Map<RowKey, HashedRow> hashedRowsByKey(MappedTable table, Collection<RowKey> keys) {
        Map<RowKey, HashedRow> found = new HashMap<>();
        reader.eachRowByKey(table, keys, row -> found.put(table.keyOf(row), new HashedRow(row, table.hashOf(row))));
        return found;
    }
}
