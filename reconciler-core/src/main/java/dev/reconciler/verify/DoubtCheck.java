package dev.reconciler.verify;

import dev.reconciler.budget.KeySlices;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.BucketSums;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedRow;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the keys in doubt of one chunk against the ledger's images. Their rows' digests are subtracted from both sides' sums, so
 * that the remaining sums must be equal.
 */
public final class DoubtCheck {
    private static final int SLICE = 2_000;

    private final MappedTable table;
    private final TenantScope scope;
    private final BucketSums source = new BucketSums();
    private final BucketSums target = new BucketSums();
    private final Map<TenantId, Long> expected = new HashMap<>();
    private final Map<TenantId, Long> keys = new HashMap<>();
    private final List<Finding.OfRow> findings = new ArrayList<>();

    private DoubtCheck(MappedTable table, TenantScope scope) {
        this.table = table;
        this.scope = scope;
    }

    /**
     * @param method the digest method of the sums
     * @param doubt the keys in doubt that lie in the chunk, with the images that the target must hold
     */
    public static DoubtCheck of(
            MappedTable table,
            TenantScope scope,
            DigestMethod method,
            Map<RowKey, LedgerImage> doubt,
            ChunkReader sourceReader,
            ChunkReader targetReader) {
        DoubtCheck check = new DoubtCheck(table, scope);
        KeySlices slices = new KeySlices(doubt.keySet(), SLICE);
        while (slices.hasNext()) {
            List<RowKey> slice = slices.next();
            Map<RowKey, HashedRow> before = sourceReader.hashedRowsByKey(table, slice, method);
            Map<RowKey, HashedRow> now = targetReader.hashedRowsByKey(table, slice, method);
            slices.read(rows(before));
            slices.read(rows(now));
            for (RowKey key : slice) {
                check.judge(key, doubt.getOrDefault(key, LedgerImage.ABSENT), before.get(key), now.get(key));
            }
        }
        return check;
    }

    private static List<Row> rows(Map<RowKey, HashedRow> found) {
        return found.values().stream().map(HashedRow::row).toList();
    }

    /** Digests of the source's rows under the keys in doubt. */
    public BucketSums source() {
        return source;
    }

    /** Digests of the target's rows under the keys in doubt. */
    public BucketSums target() {
        return target;
    }

    /** The number of rows, per tenant, that exist under the keys in doubt at the target snapshot's position, by the ledger. */
    public Map<TenantId, Long> expected() {
        return expected;
    }

    /** The number of keys in doubt with a row in one of the snapshots, per tenant. */
    public Map<TenantId, Long> keys() {
        return keys;
    }

    public List<Finding.OfRow> findings() {
        return findings;
    }

    private void judge(RowKey key, LedgerImage image, @Nullable HashedRow hashedBefore, @Nullable HashedRow hashedNow) {
        add(source, key, hashedBefore);
        add(target, key, hashedNow);
        Row before = hashedBefore == null ? null : hashedBefore.row();
        Row now = hashedNow == null ? null : hashedNow.row();
        Row known = now != null ? now : before;
        boolean inScope = known == null ? image.present() : table.isInScope(known, scope);
        TenantId tenant = known == null ? TenantId.NONE : table.tenantOf(known);
        if (inScope) {
            keys.merge(tenant, 1L, Long::sum);
        }
        if (inScope && image.present()) {
            expected.merge(tenant, 1L, Long::sum);
        }
        if (!image.matches(table, now, before)) {
            finding(key, image, before, now).ifPresent(findings::add);
        }
    }

    private void add(BucketSums sums, RowKey key, @Nullable HashedRow hashed) {
        if (hashed != null && table.isInScope(hashed.row(), scope)) {
            sums.add(key, table.tenantOf(hashed.row()), hashed.hash());
        }
    }

    private Optional<Finding.OfRow> finding(RowKey key, LedgerImage image, @Nullable Row before, @Nullable Row now) {
        Row known = now != null ? now : before;
        TenantId tenant = known == null ? TenantId.NONE : table.tenantOf(known);
        if (known != null && !table.isInScope(known, scope)) {
            return Optional.empty();
        }
        if (now == null) {
            return Optional.of(new Finding.MissingInTarget(table.id(), tenant, key, null, false));
        }
        return Optional.of(
                image.present()
                        ? new Finding.FieldMismatch(table.id(), tenant, key, null, now, List.of(), false)
                        : new Finding.ExtraInTarget(table.id(), tenant, key, now));
    }
}
