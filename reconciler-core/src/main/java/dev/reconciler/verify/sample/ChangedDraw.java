package dev.reconciler.verify.sample;

import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.SampleOrder;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.window.KeysInDoubt;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Draws keys from changed rows, in the {@link SampleOrder} of one seed: those that come first among the changed keys, and among the
 * keys of the changed ranges. Both are disjoint, and the keys of the whole that come first are among those of its parts.
 */
final class ChangedDraw {
    private final MappedTable table;
    private final TenantScope scope;
    private final long inDoubt;
    private final SnapshotPair snapshots;
    private final SamplePlan plan;
    private final long seed;

    ChangedDraw(
            MappedTable table,
            TenantScope scope,
            KeysInDoubt doubt,
            SnapshotPair snapshots,
            SamplePlan plan,
            long seed) {
        this.table = table;
        this.scope = scope;
        this.inDoubt = doubt.of(table.id()).size();
        this.snapshots = snapshots;
        this.plan = plan;
        this.seed = seed;
    }

    KeyDraw.Drawn draw(ChangedRows changed) {
        Population all = population(changed);
        long wanted = plan.goal().of(all);
        Set<RowKey> candidates = new LinkedHashSet<>(changed.keys());
        for (KeyRange range : changed.ranges()) {
            SnapshotPair.Both<List<DrawnKey>> draws =
                    snapshots.ask(reader -> reader.sample(table, scope, range, wanted, seed));
            draws.source().forEach(each -> candidates.add(each.key()));
            draws.target().forEach(each -> candidates.add(each.key()));
        }
        if (wanted >= all.rows()) {
            return drawn(Population.known(candidates.size()), candidates);
        }
        SampleOrder order = new SampleOrder(wanted, seed);
        candidates.forEach(key -> order.add(new DrawnKey(key, TenantId.NONE)));
        return drawn(
                all, order.drawn().stream().map(DrawnKey::key).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private Population population(ChangedRows changed) {
        long source = 0;
        long target = 0;
        for (KeyRange range : changed.ranges()) {
            SnapshotPair.Both<Map<TenantId, Long>> counts = snapshots.ask(reader -> reader.counts(table, scope, range));
            source += sum(counts.source());
            target += sum(counts.target());
        }
        if (changed.ranges().isEmpty()) {
            return Population.known(changed.keys().size());
        }
        return Population.of(changed.keys().size() + source, changed.keys().size() + target, inDoubt);
    }

    private static long sum(Map<TenantId, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static KeyDraw.Drawn drawn(Population population, Set<RowKey> keys) {
        return new KeyDraw.Drawn(new KeyDraw.Part(null, population, keys), List.of(), Set.of());
    }
}
