package dev.reconciler.verify.sample;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.SampleOrder;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.window.KeysInDoubt;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    private final RowComparison.Reading reading;

    public SampleCheck(
            MappedTable table, TenantScope scope, KeysInDoubt doubt, SnapshotPair snapshots, SamplePlan plan) {
        this(table, scope, doubt, snapshots, plan, RowComparison.Reading.NONE);
    }

    /** @param reading receives the rows of each compared key that is not in doubt */
    public SampleCheck(
            MappedTable table,
            TenantScope scope,
            KeysInDoubt doubt,
            SnapshotPair snapshots,
            SamplePlan plan,
            RowComparison.Reading reading) {
        this.table = table;
        this.scope = scope;
        this.doubt = doubt;
        this.snapshots = snapshots;
        this.keys = new KeyCheck(table, scope, doubt, snapshots);
        this.plan = plan;
        this.reading = reading;
    }

    /** @param seed the seed of the draw from the range; equal seeds on equal data draw equal keys */
    public SampleOutcome verify(KeyRange range, long seed) {
        return verify(range, ChangedRows.NONE, seed);
    }

    /**
     * As {@link #verify(KeyRange, long)}, and further rows of those that changed recently. These are a uniform draw of the changed keys, a
     * part of its own. They don't disturb the table's bounds, which are those of the uniform draw; a differing row among them is one of the
     * table's differing rows, so their number bounds these from below.
     *
     * @param recent no part is drawn if it is not known by key
     */
    public SampleOutcome verify(KeyRange range, ChangedRows recent, long seed) {
        return verify(
                new KeyDraw(table, scope, doubt, snapshots, plan, range, seed).draw(),
                recent.ranges().isEmpty() ? recent.keys() : Set.of(),
                seed);
    }

    /** Compares rows drawn uniformly from changed keys, of which a deleted one counts as a row, and from the rows of changed ranges. */
    public SampleOutcome verify(ChangedRows changed, long seed) {
        return verify(new ChangedDraw(table, scope, doubt, snapshots, plan, seed).draw(changed), Set.of(), seed);
    }

    private SampleOutcome verify(KeyDraw.Drawn drawn, Set<RowKey> recent, long seed) {
        Set<RowKey> ofRecent = first(recent, seed);
        Set<RowKey> all = drawn.all();
        all.addAll(existing(ofRecent));
        Set<RowKey> compared = new HashSet<>(all);
        compared.addAll(ofRecent);
        List<Finding.OfRow> findings = keys.verify(compared, reading);
        Set<RowKey> differing = findings.stream().map(Finding.OfRow::key).collect(Collectors.toSet());
        return new SampleOutcome(
                table.id(),
                sampled(drawn.uniform(), differing),
                new SampledPart(null, drawn.uniform().population(), all.size(), differing),
                sampled(drawn.tenants(), differing),
                ofRecent.isEmpty()
                        ? null
                        : sampled(new KeyDraw.Part(null, Population.known(recent.size()), ofRecent), differing),
                sampled(drawn.strata(), differing),
                findings);
    }

    /** The changed keys that come first in the order of the sample: a uniform draw of them. */
    private Set<RowKey> first(Set<RowKey> changed, long seed) {
        SampleOrder order = new SampleOrder(plan.recent().rows(), seed);
        changed.forEach(key -> order.add(new DrawnKey(key, TenantId.NONE)));
        return order.drawn().stream().map(DrawnKey::key).collect(Collectors.toSet());
    }

    /** The keys that either side has within the scope: a key that was deleted is no row of the table. */
    private Set<RowKey> existing(Set<RowKey> some) {
        if (some.isEmpty()) {
            return Set.of();
        }
        SnapshotPair.Both<Map<RowKey, Row>> rows = snapshots.ask(reader -> reader.rowsByKey(table, some));
        Set<RowKey> existing = new HashSet<>();
        Stream.of(rows.source(), rows.target())
                .forEach(side -> side.forEach((key, row) -> {
                    if (table.isInScope(row, scope)) {
                        existing.add(key);
                    }
                }));
        return existing;
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
