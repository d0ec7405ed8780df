package dev.reconciler.rules;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.verify.sample.SampleCheck;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.window.KeysInDoubt;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows on which a rule of kind {@code row} is evaluated, read in a window. Differences of the rows are other jobs' findings. */
@FunctionalInterface
public interface RowChoice {
    /** Returns whether the rows were drawn from all rows of the scope. */
    boolean read(
            MappedTable table,
            TenantScope scope,
            KeysInDoubt doubt,
            SnapshotPair snapshots,
            RowEvaluation.Subject subject,
            RowComparison.Reading reading);

    /**
     * The rows of a sample.
     *
     * @param seed of the draw
     */
    static RowChoice sample(SamplePlan plan, long seed) {
        return (table, scope, doubt, snapshots, subject, reading) -> {
            new SampleCheck(table, scope, doubt, snapshots, plan, reading).verify(KeyRange.ALL, seed);
            return true;
        };
    }

    /** The rows with an open violation. @param groups their groups */
    static RowChoice violating(Function<RowEvaluation.Subject, ? extends Collection<String>> groups) {
        return (table, scope, doubt, snapshots, subject, reading) -> {
            Set<RowKey> keys = groups.apply(subject).stream()
                    .map(group -> RowGroup.key(table, group))
                    .flatMap(Optional::stream)
                    .collect(Collectors.toSet());
            if (!keys.isEmpty()) {
                new KeyCheck(table, scope, doubt, snapshots).verify(keys, reading);
            }
            return false;
        };
    }

    /** The rows of both choices. */
    default RowChoice and(RowChoice other) {
        return (table, scope, doubt, snapshots, subject, reading) -> {
            boolean drawn = read(table, scope, doubt, snapshots, subject, reading);
            return drawn | other.read(table, scope, doubt, snapshots, subject, reading);
        };
    }
}
