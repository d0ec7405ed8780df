package dev.reconciler.verify.checksum;

import dev.reconciler.endpoint.read.BucketSums;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyBuckets;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.DoubtCheck;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Verifies a whole table by digest inside a window, by {@linkplain KeyBuckets buckets}, for a table of which a side has no index in the
 * binary order of keys: there, each reading of a range scans the table.
 *
 * <ol>
 *   <li>One scan a side sums the row hashes by bucket, and by tenant. Rows of the keys in doubt are read by key from the same
 *       snapshots, checked against the ledger, and taken out of both groupings: the rest must be equal, bucket by bucket.
 *   <li>A second scan a side reads the hashes of the buckets that differ, all of them at once, and compares them key by key. If these
 *       buckets hold more than {@link #ROWS_AT_ONCE} rows, each so many rows take a scan of their own, so that memory is bounded.
 *   <li>From there on a difference is handled as in a {@link ChecksumCheck}.
 * </ol>
 *
 * <p>A key's bucket depends on its canonical value alone. So the buckets are disjoint, hold every key of both sides, and a row that
 * exists on one side only is in the bucket in which the other side would have it: the argument for ranges needs nothing else.
 */
public final class BucketCheck {
    static final long ROWS_AT_ONCE = 100_000;

    private final DigestOutcome outcome;
    private final KeysInDoubt doubt;

    /**
     * @param method the method of the rows' hashes and their sums
     * @param limit the limit of differing rows that are named
     */
    public BucketCheck(
            MappedTable table,
            TenantScope scope,
            DigestMethod method,
            KeysInDoubt doubt,
            SnapshotPair snapshots,
            RowLimit limit) {
        this.outcome = new DigestOutcome(table, scope, method, snapshots, limit);
        this.doubt = doubt;
    }

    public ChunkOutcome verify() {
        MappedTable table = outcome.table();
        SnapshotPair.Both<BucketSums> sums =
                outcome.snapshots().ask(r -> r.digestsOfBuckets(table, outcome.scope(), outcome.method()));
        Map<RowKey, LedgerImage> inDoubt = doubt.of(table.id());
        DoubtCheck doubtCheck = outcome.check(inDoubt);
        List<KeyBuckets> differing = differing(sums, doubtCheck);
        return outcome.of(
                KeyRange.ALL,
                new SnapshotPair.Both<>(sums.source().byTenant(), sums.target().byTenant()),
                doubtCheck,
                !differing.isEmpty(),
                suspects -> differing.stream().allMatch(buckets -> suspects.add(buckets, inDoubt.keySet())),
                (counting, source, target) -> counting.count(differing, source, target, inDoubt.keySet()));
    }

    /** The buckets whose sums differ, in groups that one scan reads. */
    private static List<KeyBuckets> differing(SnapshotPair.Both<BucketSums> sums, DoubtCheck doubt) {
        Map<Integer, Digest> source =
                Suspects.without(sums.source().byBucket(), doubt.source().byBucket());
        Map<Integer, Digest> target =
                Suspects.without(sums.target().byBucket(), doubt.target().byBucket());
        Set<Integer> all = new TreeSet<>(source.keySet());
        all.addAll(target.keySet());
        List<KeyBuckets> groups = new ArrayList<>();
        Set<Integer> group = new HashSet<>();
        long rows = 0;
        for (Integer bucket : all) {
            Digest ofSource = source.getOrDefault(bucket, Digest.EMPTY);
            Digest ofTarget = target.getOrDefault(bucket, Digest.EMPTY);
            if (ofSource.equals(ofTarget)) {
                continue;
            }
            long more = Math.max(ofSource.count(), ofTarget.count());
            if (!group.isEmpty() && rows + more > ROWS_AT_ONCE) {
                groups.add(new KeyBuckets(group));
                group.clear();
                rows = 0;
            }
            group.add(bucket);
            rows += more;
        }
        if (!group.isEmpty()) {
            groups.add(new KeyBuckets(group));
        }
        return groups;
    }
}
