package dev.reconciler.verify.checksum;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyBuckets;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.UnlistedRows;
import dev.reconciler.verify.UnlistedRows.Numbers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts the differing rows of a chunk by one pass over the hashes of both sides, some thousand rows at a time. Memory does not
 * depend on the number of differences. If one side holds no row of the chunk, the other side's sums are the numbers and no row is
 * read.
 *
 * <p>It reads {@link DigestMethod#CANONICAL} hashes, regardless of the method of the sums: here a differing hash counts as a
 * differing row, and equality is defined by the canonical form.
 *
 * <p>Rows of tables with JSON columns or tolerances may agree by value although their hashes differ: such rows are compared whole
 * before they count.
 */
public final class RowCounting {
    private static final long ROWS_AT_ONCE = 10_000;

    private final MappedTable table;
    private final TenantScope scope;
    private final SnapshotPair snapshots;
    private final boolean byValue;

    public RowCounting(MappedTable table, TenantScope scope, SnapshotPair snapshots) {
        this.table = table;
        this.scope = scope;
        this.snapshots = snapshots;
        this.byValue = table.mayAgreeByValue();
    }

    /** Receives each row that differs, in no particular order. */
    @FunctionalInterface
    public interface Differing {
        /** @param what numbers of which exactly one is 1: the row is missing, extra, or different */
        void row(TenantId tenant, RowKey key, Numbers what);
    }

    /**
     * Counts the differing rows of a range by tenant, if its sums differ.
     *
     * @param source sums of the source, without keys in doubt
     * @param target sums of the target, without keys in doubt
     * @param inDoubt keys that are not counted
     */
    UnlistedRows count(
            KeyRange range, Map<TenantId, Digest> source, Map<TenantId, Digest> target, Set<RowKey> inDoubt) {
        return count(differing -> each(range, inDoubt, differing), source, target);
    }

    /** As {@link #count(KeyRange, Map, Map, Set)}, for a table that is read by buckets, each group by one scan. */
    UnlistedRows count(
            List<KeyBuckets> groups, Map<TenantId, Digest> source, Map<TenantId, Digest> target, Set<RowKey> inDoubt) {
        return count(differing -> groups.forEach(buckets -> part(buckets, inDoubt, differing)), source, target);
    }

    private static UnlistedRows count(
            Consumer<Differing> each, Map<TenantId, Digest> source, Map<TenantId, Digest> target) {
        Map<TenantId, Numbers> numbers = new HashMap<>();
        if (target.isEmpty()) {
            source.forEach((tenant, sum) -> numbers.put(tenant, new Numbers(sum.count(), 0, 0)));
        } else if (source.isEmpty()) {
            target.forEach((tenant, sum) -> numbers.put(tenant, new Numbers(0, sum.count(), 0)));
        } else {
            each.accept((tenant, key, what) -> numbers.merge(tenant, what, Numbers::plus));
        }
        return new UnlistedRows(numbers);
    }

    /** Delivers each differing row of the range, regardless of the sums. */
    public void each(KeyRange range, Set<RowKey> inDoubt, Differing differing) {
        SnapshotPair.Both<List<RowKey>> bounds = snapshots.ask(r -> r.bounds(table, scope, range, ROWS_AT_ONCE));
        List<RowKey> better = bounds.source().size() >= bounds.target().size() ? bounds.source() : bounds.target();
        RowKey from = range.from();
        for (RowKey bound : better) {
            part(new KeyRange(from, bound), inDoubt, differing);
            from = bound;
        }
        part(new KeyRange(from, range.to()), inDoubt, differing);
    }

    private void part(KeySpan span, Set<RowKey> inDoubt, Differing differing) {
        SnapshotPair.Both<Map<RowKey, HashedKey>> hashes = snapshots.ask(r -> hashes(r, span));
        Set<RowKey> onBoth = new HashSet<>();
        Set<RowKey> keys = new HashSet<>(hashes.source().keySet());
        keys.addAll(hashes.target().keySet());
        keys.removeAll(inDoubt);
        for (RowKey key : keys) {
            HashedKey source = hashes.source().get(key);
            HashedKey target = hashes.target().get(key);
            if (target == null && source != null) {
                differing.row(source.tenant(), key, Numbers.MISSING);
            } else if (source == null && target != null) {
                differing.row(target.tenant(), key, Numbers.EXTRA);
            } else if (source != null && !source.equals(target)) {
                onBoth.add(key);
            }
        }
        different(onBoth, hashes.source(), differing);
    }

    private void different(Set<RowKey> keys, Map<RowKey, HashedKey> source, Differing differing) {
        if (byValue) {
            new RowComparison(table, scope)
                    .compare(snapshots, keys, row -> differing.row(row.tenant(), row.key(), Numbers.DIFFERENT));
            return;
        }
        source.forEach((key, row) -> {
            if (keys.contains(key)) {
                differing.row(row.tenant(), key, Numbers.DIFFERENT);
            }
        });
    }

    private Map<RowKey, HashedKey> hashes(ChunkReader reader, KeySpan span) {
        Map<RowKey, HashedKey> hashes = new HashMap<>();
        reader.hashes(table, scope, span, DigestMethod.CANONICAL, row -> hashes.put(row.key(), row));
        return hashes;
    }
}
