package dev.reconciler.verify.sample;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.SampleOrder;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.window.KeysInDoubt;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares rows drawn uniformly over the keys that exist on either side, with the same seed, so that rows of only one side can be
 * drawn too. Blind to differences outside the draw; the interval bounds their number.
 */
public final class SampleCheck {
    private final MappedTable table;
    private final TenantScope scope;
    private final SnapshotPair snapshots;
    private final KeyCheck keys;
    private final SampleGoal goal;

    public SampleCheck(
            MappedTable table, TenantScope scope, KeysInDoubt doubt, SnapshotPair snapshots, SampleGoal goal) {
        this.table = table;
        this.scope = scope;
        this.snapshots = snapshots;
        this.keys = new KeyCheck(table, scope, doubt, snapshots);
        this.goal = goal;
    }

    /** @param seed the seed of the draw from the range; equal seeds on equal data draw equal keys */
    public SampleOutcome verify(KeyRange range, long seed) {
        SnapshotPair.Both<Long> rows = snapshots.ask(r -> r.counts(table, scope, range).values().stream()
                .mapToLong(Long::longValue)
                .sum());
        long population = Math.max(rows.source(), rows.target());
        long wanted = goal.of(population);
        SnapshotPair.Both<List<RowKey>> draws = snapshots.ask(r -> r.sample(table, scope, range, wanted, seed));
        Set<RowKey> either = new LinkedHashSet<>(draws.source());
        either.addAll(draws.target());
        if (wanted >= population) {
            return outcome(either, either.size());
        }
        // The keys of either side that come first: so every key is as likely to be drawn as any other.
        SampleOrder order = new SampleOrder(wanted, seed);
        either.forEach(order::add);
        return outcome(order.keys(), population);
    }

    private SampleOutcome outcome(Collection<RowKey> drawn, long population) {
        List<Finding.OfRow> findings = keys.verify(drawn);
        return new SampleOutcome(
                table.id(),
                population,
                drawn.size(),
                findings,
                goal.interval(differing(findings), drawn.size(), population));
    }

    /** The number of rows with findings. */
    private static long differing(List<Finding.OfRow> findings) {
        return findings.stream().map(Finding.OfRow::key).distinct().count();
    }
}
