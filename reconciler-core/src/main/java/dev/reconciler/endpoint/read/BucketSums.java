package dev.reconciler.endpoint.read;

import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyBuckets;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.HashMap;
import java.util.Map;

/**
 * Digests of rows, by tenant and by {@linkplain KeyBuckets bucket}: two groupings of the same rows, so that memory depends on the number
 * of tenants plus that of buckets.
 */
public final class BucketSums {
    private final Map<TenantId, Digest> byTenant = new HashMap<>();
    private final Map<Integer, Digest> byBucket = new HashMap<>();

    /** Adds one row. */
    public void add(RowKey key, TenantId tenant, RowHash hash) {
        add(KeyBuckets.of(key), tenant, Digest.EMPTY.plus(hash));
    }

    /** Adds rows of one bucket and tenant. */
    public void add(int bucket, TenantId tenant, Digest rows) {
        byTenant.merge(tenant, rows, Digest::plus);
        byBucket.merge(bucket, rows, Digest::plus);
    }

    /** The digest of each tenant that has rows. */
    public Map<TenantId, Digest> byTenant() {
        return byTenant;
    }

    /** The digest of each bucket that has rows. */
    public Map<Integer, Digest> byBucket() {
        return byBucket;
    }
}
