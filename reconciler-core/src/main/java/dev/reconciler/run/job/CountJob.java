package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.count.CountCheck;
import dev.reconciler.window.Lane;
import java.util.ArrayList;
import java.util.List;

/** Compares row counts per table and tenant; where they differ, the differing rows are searched in the same window. */
public final class CountJob extends ChunkJob {
    @Override
    List<ChunkTask> plan(RunContext context) {
        return context.tables().stream()
                .map(table -> new ChunkTask(table, context.keys()))
                .toList();
    }

    @Override
    ChunkOutcome verify(RunContext context, Lane lane, SnapshotPair snapshots, ChunkTask task) {
        ChunkOutcome counted =
                new CountCheck(task.table(), context.scope(), lane.doubt(), snapshots).verify(task.range());
        if (counted.findings().stream().noneMatch(CountJob::changesANumber)) {
            return counted;
        }
        List<Finding> findings = new ArrayList<>(counted.findings());
        findings.removeIf(Finding.OfRow.class::isInstance);
        ChunkOutcome rows = compareRows(context, lane, snapshots, task);
        findings.addAll(rows.findings());
        return counted.with(findings, rows.unlisted());
    }

    /**
     * Returns whether the finding changes a row count. An extra and a missing row give equal counts; such a pair is found if one
     * of the keys was in doubt.
     */
    private static boolean changesANumber(Finding finding) {
        return finding instanceof Finding.CountMismatch
                || finding instanceof Finding.MissingInTarget
                || finding instanceof Finding.KeyCollision
                || finding instanceof Finding.ExtraInTarget;
    }

    @Override
    public boolean comparesEveryRow() {
        return false;
    }

    @Override
    boolean covers(RunContext context, List<ChunkOutcome> outcomes, Discrepancy discrepancy) {
        boolean counted = outcomes.stream()
                .anyMatch(outcome -> outcome.table().equals(discrepancy.place().table()));
        return discrepancy.type() == DiscrepancyType.COUNT_MISMATCH
                && counted
                && context.scope().contains(discrepancy.place().tenant());
    }
}
