package dev.reconciler.verify.recheck;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.DoubtCheck;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the whole rows of given keys inside a window. Every key is judged; a key in doubt is compared with the ledger. */
public final class KeyCheck {
    private final MappedTable table;
    private final TenantScope scope;
    private final KeysInDoubt doubt;
    private final SnapshotPair snapshots;

    public KeyCheck(MappedTable table, TenantScope scope, KeysInDoubt doubt, SnapshotPair snapshots) {
        this.table = table;
        this.scope = scope;
        this.doubt = doubt;
        this.snapshots = snapshots;
    }

    /** The findings of the keys; a key without finding agrees. */
    public List<Finding.OfRow> verify(Collection<RowKey> keys) {
        return verify(keys, RowComparison.Reading.NONE);
    }

    /** @param reading receives the rows of each key that is not in doubt */
    public List<Finding.OfRow> verify(Collection<RowKey> keys, RowComparison.Reading reading) {
        Map<RowKey, LedgerImage> inDoubt = new HashMap<>();
        List<RowKey> settled = new ArrayList<>();
        for (RowKey key : keys) {
            LedgerImage image = doubt.of(table.id()).get(key);
            if (image == null) {
                settled.add(key);
            } else {
                inDoubt.put(key, image);
                reading.inDoubt(key);
            }
        }
        ChunkReader source = snapshots.source();
        ChunkReader target = snapshots.target();
        List<Finding.OfRow> findings =
                new ArrayList<>(DoubtCheck.of(table, scope, DigestMethod.CANONICAL, inDoubt, source, target)
                        .findings());
        new RowComparison(table, scope).compare(snapshots, settled, reading, findings::add);
        return findings;
    }
}
