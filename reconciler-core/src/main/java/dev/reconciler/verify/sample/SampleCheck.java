package dev.reconciler.verify.sample;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.window.KeysInDoubt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares rows drawn uniformly over the keys that exist on either side, with the same seed, so that rows of only one side can be
 * drawn too; and further rows of tenants whose share of these is small. Blind to differences outside the draw; the bounds state how
 * many there may be.
 */
public final class SampleCheck {
    private final MappedTable table;
    private final TenantScope scope;
    private final KeysInDoubt doubt;
    private final SnapshotPair snapshots;
    private final KeyCheck keys;
    private final SamplePlan plan;

    public SampleCheck(
            MappedTable table, TenantScope scope, KeysInDoubt doubt, SnapshotPair snapshots, SamplePlan plan) {
        this.table = table;
        this.scope = scope;
        this.doubt = doubt;
        this.snapshots = snapshots;
        this.keys = new KeyCheck(table, scope, doubt, snapshots);
        this.plan = plan;
    }

    /** @param seed the seed of the draw from the range; equal seeds on equal data draw equal keys */
    public SampleOutcome verify(KeyRange range, long seed) {
        return verify(new KeyDraw(table, scope, doubt, snapshots, plan, range, seed).draw());
    }

    /** Compares rows drawn uniformly from changed keys, of which a deleted one counts as a row, and from the rows of changed ranges. */
    public SampleOutcome verify(ChangedRows changed, long seed) {
        return verify(new ChangedDraw(table, scope, doubt, snapshots, plan, seed).draw(changed));
    }

    private SampleOutcome verify(KeyDraw.Drawn drawn) {
        Set<RowKey> all = drawn.all();
        List<Finding.OfRow> findings = keys.verify(all);
        Set<RowKey> differing = findings.stream().map(Finding.OfRow::key).collect(Collectors.toSet());
        return new SampleOutcome(
                table.id(),
                sampled(drawn.uniform(), differing),
                new SampledPart(null, drawn.uniform().population(), all.size(), differing),
                sampled(drawn.tenants(), differing),
                sampled(drawn.strata(), differing),
                findings);
    }

    private static List<SampledPart> sampled(List<KeyDraw.Part> parts, Set<RowKey> differing) {
        return parts.stream().map(part -> sampled(part, differing)).toList();
    }

    private static SampledPart sampled(KeyDraw.Part part, Set<RowKey> differing) {
        Set<RowKey> ofPart = new HashSet<>(differing);
        ofPart.retainAll(part.keys());
        return new SampledPart(part.tenant(), part.population(), part.keys().size(), ofPart);
    }
}
