package dev.reconciler.correction;

import dev.reconciler.audit.ActionLog;
import dev.reconciler.audit.AuditRecord;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.Row;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Undoes a correction by a new correction that restores the image before, if the row still equals the first one's result. Its
 * discrepancy goes to review, and its key is not corrected automatically until the source row changes.
 */
public final class Undo {
    private final String pipeline;
    private final Corrector corrector;
    private final Journal journal;
    private final Suppressions suppressions;
    private final Function<String, @Nullable MappedTable> tables;
    private final Discrepancies discrepancies;
    private final StateChanges states;
    private final ActionLog actions;

    /** @param tables the pipeline's tables by mapping id; null for a table that is no longer mapped */
    public Undo(
            String pipeline,
            Corrector corrector,
            Journal journal,
            Suppressions suppressions,
            Discrepancies discrepancies,
            Function<String, @Nullable MappedTable> tables,
            ActionLog actions) {
        this.pipeline = pipeline;
        this.corrector = corrector;
        this.journal = journal;
        this.suppressions = suppressions;
        this.tables = tables;
        this.discrepancies = discrepancies;
        this.states = new StateChanges(discrepancies);
        this.actions = actions;
    }

    /**
     * Undoes one correction.
     *
     * @param reason for the audit log; may be empty
     * @throws UnknownIdException if the journal has no such correction, or its table is no longer mapped
     * @throws IllegalStateException if it is already undone, is itself an undo, or belongs to the canary
     */
    public CorrectionOutcome undo(String id, String actor, String reason) {
        Correction made = journal.find(id).orElseThrow(() -> new UnknownIdException("correction", id));
        if (made.kind() == CorrectionKind.CANARY) {
            throw new IllegalStateException(
                    "correction " + id + " belongs to the canary job, which removes its own planted differences");
        }
        if (made.undoneBy() != null || made.kind() == CorrectionKind.UNDO) {
            throw new IllegalStateException(
                    made.undoneBy() != null
                            ? "correction " + id + " was already undone by " + made.undoneBy()
                            : "correction " + id + " is an undo; its discrepancy is in review");
        }
        ChangedRow row = made.row();
        MappedTable table = tables.apply(row.table());
        if (table == null) {
            throw new UnknownIdException("mapped table", row.table());
        }
        actions.requireReachable();
        // The suppression is stored before the row is written: after a crash in between, the undone correction must not
        // be
        // repeated.
        suppressions.suppress(pipeline, row.table(), row.key(), SourceHash.of(table, source(made)), made.id(), actor);
        CorrectionPlan back = new CorrectionPlan(id, table, row.key(), CorrectionKind.UNDO, row.after(), row.before());
        CorrectionOutcome outcome = corrector.undo(made.fence(), back, actor);
        if (outcome.result() == Result.CORRECTED) {
            states.toReview(
                    Map.of(
                            made.discrepancy(),
                            "correction " + id + " was undone" + (reason.isEmpty() ? "" : ": " + reason)),
                    actor);
            actions.record(new AuditRecord(
                    pipeline,
                    actor,
                    "correction.UNDONE",
                    made.id(),
                    Map.of(
                            "table", row.table(),
                            "discrepancy", made.discrepancy(),
                            "undo", String.valueOf(outcome.correction()),
                            "note", reason)));
        } else {
            suppressions.lift(pipeline, row.table(), row.key());
        }
        return outcome;
    }

    /** The source's row at the time of the correction: the written row, unless a person entered the values. */
    private @Nullable Row source(Correction made) {
        return made.kind() == CorrectionKind.CUSTOM_FIX
                ? discrepancies
                        .find(made.discrepancy())
                        .map(each -> each.difference().source())
                        .orElse(null)
                : made.row().after();
    }
}
