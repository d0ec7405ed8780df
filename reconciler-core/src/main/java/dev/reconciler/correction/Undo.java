package dev.reconciler.correction;

import dev.reconciler.audit.ActionLog;
import dev.reconciler.audit.AuditRecord;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes a correction back: a new correction that restores the image before, if the row is still what the first one left. Its
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

    /** @param tables the pipeline's tables by mapping id; null for one that it no longer has */
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
     * @throws UnknownIdException if the journal has no such correction, or the pipeline no longer its table
     * @throws IllegalStateException if it is undone already, is itself an undo, or is the canary's
     */
    public CorrectionOutcome undo(String id, String actor, String reason) {
        Correction made = journal.find(id).orElseThrow(() -> new UnknownIdException("correction", id));
        if (made.kind() == CorrectionKind.CANARY) {
            throw new IllegalStateException("correction " + id + " is the canary's; its job takes back what it plants");
        }
        if (made.undoneBy() != null || made.kind() == CorrectionKind.UNDO) {
            throw new IllegalStateException(
                    made.undoneBy() != null
                            ? "correction " + id + " is undone already, by " + made.undoneBy()
                            : "correction " + id + " is an undo; its discrepancy is in review");
        }
        MappedTable table = tables.apply(made.table());
        if (table == null) {
            throw new UnknownIdException("mapped table", made.table());
        }
        actions.requireReachable();
        // Before the row: a crash in between must not leave an undone correction to be made again.
        suppressions.suppress(pipeline, made.table(), made.key(), SourceHash.of(table, source(made)), made.id(), actor);
        CorrectionPlan back =
                new CorrectionPlan(id, table, made.key(), CorrectionKind.UNDO, made.after(), made.before());
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
                            "table", made.table(),
                            "discrepancy", made.discrepancy(),
                            "undo", String.valueOf(outcome.correction()),
                            "note", reason)));
        } else {
            suppressions.lift(pipeline, made.table(), made.key());
        }
        return outcome;
    }

    /** The source's row when the correction was made: what it wrote, unless a person made the values up. */
    private @Nullable Row source(Correction made) {
        return made.kind() == CorrectionKind.CUSTOM_FIX
                ? discrepancies
                        .find(made.discrepancy())
                        .map(Discrepancy::source)
                        .orElse(null)
                : made.after();
    }
}
