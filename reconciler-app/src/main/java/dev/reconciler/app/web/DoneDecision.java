package dev.reconciler.app.web;

import dev.reconciler.app.http.RowImages;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a decision did, with what takes it back. All of it is read from the discrepancy, nothing from a link.
 *
 * @param text such as {@code public.customers 4711: deleted from the target.}
 * @param undo where a form is sent that takes it back; null if nothing was done that could be
 */
public record DoneDecision(
        Discrepancy discrepancy, String text, @Nullable String undo) {
    /** Empty if it is not closed by a decision, or was healed. */
    static Optional<DoneDecision> of(Discrepancy d) {
        if (d.state() == DiscrepancyState.HEALED) {
            return Optional.of(
                    new DoneDecision(d, about(d) + "source and target are equal by now; nothing was written.", null));
        }
        DecisionKind decision = d.decision();
        return decision == null
                ? Optional.empty()
                : Optional.of(new DoneDecision(d, about(d) + done(d, decision), undo(d, decision)));
    }

    private static String about(Discrepancy d) {
        return d.table() + " "
                + RowImages.key(d).map(Show::key).orElse(d.subject()).strip() + ": ";
    }

    private static String done(Discrepancy d, DecisionKind decision) {
        return switch (decision) {
            case KEEP_TARGET -> "left as is. Nothing was written; source and target still differ.";
            case ACCEPT ->
                "accepted until " + Show.time(d.acceptedUntil())
                        + ". Nothing was written; source and target still differ.";
            case CUSTOM_FIX -> "the target's row got the values that you typed.";
            case APPLY_SOURCE ->
                d.source() == null
                        ? "deleted from the target."
                        : d.target() == null
                                ? "inserted into the target."
                                : "the target's row was made equal to the source's.";
        };
    }

    private static String undo(Discrepancy d, DecisionKind decision) {
        boolean wrote = decision == DecisionKind.APPLY_SOURCE || decision == DecisionKind.CUSTOM_FIX;
        return wrote ? "/corrections/" + d.correction() + "/undo" : "/discrepancies/" + d.id() + "/reopen";
    }
}
