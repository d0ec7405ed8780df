package dev.reconciler.verify.checksum;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.DoubtCheck;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.UnlistedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Makes the outcome of a check by digest from the sums of both sides: rows of keys in doubt are taken out of the sums, and if the rest
 * differs, the check searches the rows that differ.
 *
 * @param method the method of the rows' hashes and their sums
 * @param limit the limit of differing rows that are named
 */
record DigestOutcome(
        MappedTable table, TenantScope scope, DigestMethod method, SnapshotPair snapshots, RowLimit limit) {
    DoubtCheck check(Map<RowKey, LedgerImage> inDoubt) {
        return DoubtCheck.of(table, scope, method, inDoubt, snapshots.source(), snapshots.target());
    }

    /** Counts the differing rows of what was summed. */
    @FunctionalInterface
    interface Count {
        /** @param source the sums of the source, without keys in doubt; likewise {@code target} */
        UnlistedRows by(RowCounting counting, Map<TenantId, Digest> source, Map<TenantId, Digest> target);
    }

    /**
     * The outcome for a range.
     *
     * @param differs true if the sums are known to differ in another grouping than that by tenant
     * @param search collects the rows that differ; false if it stopped because the table exceeded the limit of named rows
     * @param count called if the search stopped
     */
    ChunkOutcome of(
            KeyRange range,
            SnapshotPair.Both<Map<TenantId, Digest>> sums,
            DoubtCheck doubt,
            boolean differs,
            Predicate<Suspects> search,
            Count count) {
        List<Finding> findings = new ArrayList<>(doubt.findings());
        Map<TenantId, Digest> source =
                Suspects.without(sums.source(), doubt.source().byTenant());
        Map<TenantId, Digest> target =
                Suspects.without(sums.target(), doubt.target().byTenant());
        UnlistedRows unlisted = UnlistedRows.NONE;
        if (differs || !source.equals(target)) {
            Suspects suspects = new Suspects(table, scope, method, snapshots, limit);
            if (search.test(suspects)) {
                findings.addAll(suspects.findings(source, target));
            } else {
                List<Finding> examples = suspects.examples();
                findings.addAll(examples);
                unlisted = count.by(new RowCounting(table, scope, snapshots), source, target)
                        .minus(UnlistedRows.of(examples));
            }
        }
        RowFigures figures = RowFigures.of(RowFigures.counts(sums.source()), RowFigures.counts(sums.target()), doubt);
        return new ChunkOutcome(table.id(), range, figures, findings, unlisted);
    }
}
