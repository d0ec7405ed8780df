package dev.reconciler.verify.count;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.DoubtCheck;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Counts a table's rows per tenant on both sides of a window. Rows of keys in doubt are taken out of both counts (and checked
 * against the ledger), so the rest must be equal exactly. Blind to rows whose content differs.
 */
public final class CountCheck {
    private final MappedTable table;
    private final TenantScope scope;
    private final KeysInDoubt doubt;
    private final SnapshotPair snapshots;

    public CountCheck(MappedTable table, TenantScope scope, KeysInDoubt doubt, SnapshotPair snapshots) {
        this.table = table;
        this.scope = scope;
        this.doubt = doubt;
        this.snapshots = snapshots;
    }

    public ChunkOutcome verify(KeyRange range) {
        SnapshotPair.Both<Map<TenantId, Long>> counts = snapshots.ask(r -> r.counts(table, scope, range));
        var inDoubt = doubt.within(table, range);
        DoubtCheck doubtCheck = DoubtCheck.of(table, scope, inDoubt, snapshots.source(), snapshots.target());
        Map<TenantId, Long> source = without(counts.source(), doubtCheck.source());
        Map<TenantId, Long> target = without(counts.target(), doubtCheck.target());
        List<Finding> findings = new ArrayList<>(doubtCheck.findings());
        for (TenantId tenant : tenants(source, target)) {
            long there = source.getOrDefault(tenant, 0L);
            long here = target.getOrDefault(tenant, 0L);
            if (there != here) {
                findings.add(new Finding.CountMismatch(table.id(), tenant, there, here));
            }
        }
        return new ChunkOutcome(table.id(), range, counts.source(), counts.target(), inDoubt.size(), findings);
    }

    private static Iterable<TenantId> tenants(Map<TenantId, Long> source, Map<TenantId, Long> target) {
        TreeSet<String> names = new TreeSet<>();
        source.keySet().forEach(t -> names.add(t.value()));
        target.keySet().forEach(t -> names.add(t.value()));
        return names.stream().map(TenantId::new).toList();
    }

    private static Map<TenantId, Long> without(Map<TenantId, Long> counts, Map<TenantId, Digest> taken) {
        Map<TenantId, Long> rest = new HashMap<>(counts);
        taken.forEach((tenant, digest) -> rest.merge(tenant, -digest.count(), Long::sum));
        return rest;
    }
}
