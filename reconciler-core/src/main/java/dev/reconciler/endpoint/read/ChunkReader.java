package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads mapped tables in one snapshot over one connection; not thread-safe. On the source it renders the mapping
 * (columns, transforms, casts to the target's types), so both sides give rows, keys and hashes in the target's terms.
 *
 * <p>Every method throws {@link ReadFailedException} if the session is lost or the server rejects the query.
 */
public interface ChunkReader extends AutoCloseable {
    /** Digest per tenant that has rows in the range and scope; computed by the server, or here from streamed rows. */
    Map<TenantId, Digest> digests(MappedTable table, TenantScope scope, KeyRange range, DigestMethod method);

    /**
     * As {@link #digests}, for each of the parts that the bounds cut the range into, in one reading.
     *
     * @param bounds ascending, within the range
     * @return one for each part, in key order: one more than there are bounds
     */
    List<Map<TenantId, Digest>> digestsOfParts(
            MappedTable table, TenantScope scope, KeyRange range, List<RowKey> bounds, DigestMethod method);

    /**
     * Digests of all rows of the scope by bucket of their keys, and by tenant, in one reading of the table, whatever its keys'
     * collations.
     */
    BucketSums digestsOfBuckets(MappedTable table, TenantScope scope, DigestMethod method);

    /** Rows per tenant that has rows in the range and scope. */
    Map<TenantId, Long> counts(MappedTable table, TenantScope scope, KeyRange range);

    /**
     * The rows of the target for whose stored keys a lookup table has no entry. No other method returns them, or counts them: they have
     * no key in the source's form.
     */
    default RowsWithoutKey rowsWithoutKey(MappedTable table, TenantScope scope) {
        return RowsWithoutKey.NONE;
    }

    /**
     * Every row of the span and scope as key, tenant and hash, in one reading; those of a range in key order. The digest is the sum of
     * these hashes.
     */
    void hashes(MappedTable table, TenantScope scope, KeySpan span, DigestMethod method, Consumer<HashedKey> each);

    /** Every row of the span and scope, streamed, in one reading; those of a range in key order. */
    void rows(MappedTable table, TenantScope scope, KeySpan span, Consumer<Row> each);

    /**
     * The rows with these keys, regardless of tenant: the only reading without a tenant predicate (CAPTURE: a key in doubt may
     * have changed its tenant). Callers check the tenants of the rows. Any number of keys; batched internally.
     */
    Map<RowKey, Row> rowsByKey(MappedTable table, Collection<RowKey> keys);

    /**
     * As {@link #rowsByKey}, row by row; if several rows have one key (its unique index does not hold), each one that is found.
     */
    default void eachRowByKey(MappedTable table, Collection<RowKey> keys, Consumer<Row> each) {
        rowsByKey(table, keys).values().forEach(each);
    }

    /**
     * For each of these keys that the table's unique index takes for another key of a stored row, that row. No row is stored under the
     * keys themselves.
     */
    default Map<RowKey, Row> collisions(MappedTable table, Collection<RowKey> keys) {
        return Map.of();
    }

    /** As {@link #rowsByKey}, each row with its hash, from one reading. */
    Map<RowKey, HashedRow> hashedRowsByKey(MappedTable table, Collection<RowKey> keys, DigestMethod method);

    /**
     * Keys that split the range into chunks of about {@code rows} rows each, from the data: ascending, first bound after the
     * range's start, none at its ends; empty if the range holds no more than {@code rows} rows.
     */
    default List<RowKey> bounds(MappedTable table, TenantScope scope, KeyRange range, long rows) {
        return bounds(table, scope, range, rows, Integer.MAX_VALUE);
    }

    /** The first of the {@linkplain #bounds bounds}; nothing after them is read. */
    List<RowKey> bounds(MappedTable table, TenantScope scope, KeyRange range, long rows, int most);

    /**
     * {@code size} keys drawn uniformly without replacement from the rows in range and scope, those that come first in the {@link
     * SampleOrder}; all of them if there are fewer. Equal seeds on equal data give equal draws.
     */
    List<DrawnKey> sample(MappedTable table, TenantScope scope, KeyRange range, long size, long seed);

    /** As {@link #sample}, so many keys of each tenant, in one reading. The table has tenants. */
    List<DrawnKey> sampleOfEach(MappedTable table, TenantScope.Tenants tenants, KeyRange range, long size, long seed);

    /** The last writers of the rows with these keys; empty if the engine's rows don't record them. */
    default Map<RowKey, LastWrite> lastWrites(MappedTable table, Collection<RowKey> keys) {
        return Map.of();
    }

    /** Runs users' queries in the same snapshot and on the same connection; usable until the reader is closed. */
    QueryReader queries();

    @Override
    void close();
}
