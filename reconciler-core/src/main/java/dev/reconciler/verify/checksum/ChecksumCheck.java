package dev.reconciler.verify.checksum;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.DoubtCheck;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies a chunk by digest inside a window.
 *
 * <ol>
 *   <li>Both sides sum their row hashes per tenant. Rows of the chunk's keys in doubt are read by key from the same snapshots,
 *       checked against the ledger, and taken out of both sums: the rest must be equal, tenant by tenant.
 *   <li>Where it is not, the range is split by the data and each part compared the same way, down to {@link #LEAF_ROWS} rows,
 *       whose hashes are compared key by key.
 *   <li>Keys whose hashes differ are read whole from both sides. Only what differs by canonical value is a finding: a digest
 *       mismatch never is.
 * </ol>
 */
public final class ChecksumCheck {
    static final long LEAF_ROWS = 2_000;
    private static final int FAN_OUT = 8;

    private final MappedTable table;
    private final TenantScope scope;
    private final KeysInDoubt doubt;
    private final SnapshotPair snapshots;

    public ChecksumCheck(MappedTable table, TenantScope scope, KeysInDoubt doubt, SnapshotPair snapshots) {
        this.table = table;
        this.scope = scope;
        this.doubt = doubt;
        this.snapshots = snapshots;
    }

    public ChunkOutcome verify(KeyRange range) {
        SnapshotPair.Both<Map<TenantId, Digest>> sums = snapshots.ask(r -> r.digests(table, scope, range));
        Map<RowKey, LedgerImage> inDoubt = doubt.within(table, range);
        DoubtCheck doubtCheck = DoubtCheck.of(table, scope, inDoubt, snapshots.source(), snapshots.target());
        List<Finding> findings = new ArrayList<>(doubtCheck.findings());
        Map<TenantId, Digest> source = without(sums.source(), doubtCheck.source());
        Map<TenantId, Digest> target = without(sums.target(), doubtCheck.target());
        if (!source.equals(target)) {
            Set<RowKey> suspects = new HashSet<>();
            locate(range, rows(sums), inDoubt, suspects);
            findings.addAll(compare(suspects));
        }
        return new ChunkOutcome(
                table.id(), range, counts(sums.source()), counts(sums.target()), inDoubt.size(), findings);
    }

    private static Map<TenantId, Long> counts(Map<TenantId, Digest> sums) {
        Map<TenantId, Long> rows = new HashMap<>();
        sums.forEach((tenant, digest) -> rows.put(tenant, digest.count()));
        return rows;
    }

    private void locate(KeyRange range, long rows, Map<RowKey, LedgerImage> inDoubt, Set<RowKey> suspects) {
        if (rows <= LEAF_ROWS) {
            compareHashes(range, inDoubt, suspects);
            return;
        }
        List<KeyRange> parts = split(range, rows);
        if (parts.size() == 1) {
            compareHashes(range, inDoubt, suspects);
            return;
        }
        for (KeyRange part : parts) {
            SnapshotPair.Both<Map<TenantId, Digest>> sums = snapshots.ask(r -> r.digests(table, scope, part));
            Map<RowKey, LedgerImage> doubtful = doubt.within(table, part);
            DoubtCheck check = DoubtCheck.of(table, scope, doubtful, snapshots.source(), snapshots.target());
            if (!without(sums.source(), check.source()).equals(without(sums.target(), check.target()))) {
                locate(part, rows(sums), doubtful, suspects);
            }
        }
    }

    /** Splits by the side that has more rows there, so that neither missing nor extra rows make a part too large for good. */
    private List<KeyRange> split(KeyRange range, long rows) {
        long each = Math.max(LEAF_ROWS / 2, rows / FAN_OUT);
        SnapshotPair.Both<List<RowKey>> bounds = snapshots.ask(r -> r.bounds(table, scope, range, each));
        List<RowKey> better = bounds.source().size() >= bounds.target().size() ? bounds.source() : bounds.target();
        List<KeyRange> parts = new ArrayList<>();
        RowKey from = range.from();
        for (RowKey bound : better) {
            parts.add(new KeyRange(from, bound));
            from = bound;
        }
        parts.add(new KeyRange(from, range.to()));
        return parts;
    }

    private void compareHashes(KeyRange range, Map<RowKey, LedgerImage> inDoubt, Set<RowKey> suspects) {
        SnapshotPair.Both<Map<RowKey, HashedKey>> hashes = snapshots.ask(r -> hashes(r, range));
        for (HashedKey row : hashes.source().values()) {
            if (!row.equals(hashes.target().get(row.key()))) {
                suspects.add(row.key());
            }
        }
        for (RowKey key : hashes.target().keySet()) {
            if (!hashes.source().containsKey(key)) {
                suspects.add(key);
            }
        }
        suspects.removeAll(inDoubt.keySet());
    }

    private Map<RowKey, HashedKey> hashes(ChunkReader reader, KeyRange range) {
        Map<RowKey, HashedKey> byKey = new HashMap<>();
        reader.hashes(table, scope, range, row -> byKey.put(row.key(), row));
        return byKey;
    }

    private List<Finding> compare(Set<RowKey> suspects) {
        List<Finding> findings = new ArrayList<>();
        new RowComparison(table, scope).compare(snapshots, suspects, findings::add);
        return findings;
    }

    private static Map<TenantId, Digest> without(Map<TenantId, Digest> sums, Map<TenantId, Digest> taken) {
        Map<TenantId, Digest> rest = new HashMap<>(sums);
        taken.forEach((tenant, digest) -> rest.merge(tenant, Digest.EMPTY.minus(digest), Digest::plus));
        rest.values().removeIf(Digest.EMPTY::equals);
        return rest;
    }

    private static long rows(SnapshotPair.Both<Map<TenantId, Digest>> sums) {
        return Math.max(total(sums.source()), total(sums.target()));
    }

    private static long total(Map<TenantId, Digest> sums) {
        return sums.values().stream().mapToLong(Digest::count).sum();
    }
}
