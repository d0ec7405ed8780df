package dev.reconciler.verify.count;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.RowsWithoutKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.DoubtCheck;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Counts a table's rows per tenant on both sides of a window, at the window's position ({@link RowFigures}): both numbers must be
 * equal exactly. Keys in doubt are checked against the ledger. If a tenant's number is equal, but differs without the keys in
 * doubt, one of these keys is a finding. Rows of the target without a key in the source's form are counted, too. Blind to rows whose content differs.
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
        DoubtCheck doubtCheck = DoubtCheck.of(
                table,
                scope,
                DigestMethod.CANONICAL,
                doubt.within(table, range),
                snapshots.source(),
                snapshots.target());
        // They precede every key.
        RowsWithoutKey withoutKey =
                range.from() == null ? snapshots.target().rowsWithoutKey(table, scope) : RowsWithoutKey.NONE;
        Map<TenantId, Long> target = new HashMap<>(counts.target());
        withoutKey.counts().forEach((tenant, rows) -> target.merge(tenant, rows, Long::sum));
        RowFigures figures = RowFigures.of(counts.source(), target, doubtCheck);
        List<Finding> findings = new ArrayList<>(doubtCheck.findings());
        for (TenantId tenant : tenants(figures)) {
            long there = figures.source().getOrDefault(tenant, 0L);
            long here = figures.target().getOrDefault(tenant, 0L);
            if (there != here) {
                findings.add(new Finding.CountMismatch(table.id(), tenant, there, here));
            }
        }
        return new ChunkOutcome(table.id(), range, figures, findings).with(withoutKey);
    }

    private static Iterable<TenantId> tenants(RowFigures figures) {
        TreeSet<String> names = new TreeSet<>();
        figures.source().keySet().forEach(t -> names.add(t.value()));
        figures.target().keySet().forEach(t -> names.add(t.value()));
        return names.stream().map(TenantId::new).toList();
    }
}
