package dev.reconciler.app.web;

import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Severity;
import java.util.Locale;
import java.util.Optional;

/**
 * A decision that a person has to make twice: one that deletes a row, and any about a critical difference. The first press brings
 * the page again with the question, the second press of the same button decides. It needs no script.
 *
 * @param action of the decision to be confirmed
 * @param question what the second press does
 */
public record PendingDecision(String action, String question) {
    /** Empty if the decision needs no confirmation, or has it. */
    static Optional<PendingDecision> of(Discrepancy found, ReviewForm form) {
        String action = form.decision().action();
        if (action == null || form.isConfirmed()) {
            return Optional.empty();
        }
        boolean deletes = action.equals(DecisionKind.APPLY_SOURCE.name()) && found.source() == null;
        if (deletes) {
            return Optional.of(new PendingDecision(
                    action, "This deletes 1 row from " + found.table() + ". Press the button again to delete it."));
        }
        return found.severity() == Severity.CRITICAL
                ? Optional.of(new PendingDecision(
                        action,
                        "This difference is critical. Press the button again to decide: "
                                + action.toLowerCase(Locale.ROOT).replace('_', ' ') + "."))
                : Optional.empty();
    }
}
