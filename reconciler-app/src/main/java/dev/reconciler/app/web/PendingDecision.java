package dev.reconciler.app.web;

import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.text.Constants;
import java.util.Optional;

/**
 * A decision that the reviewer has to confirm: one that deletes a row, and every decision about a critical discrepancy. The first
 * press shows the page again with a question; the second press of the same button decides. Neither needs a script.
 *
 * @param action the decision to confirm
 * @param question says what the second press does
 */
public record PendingDecision(String action, String question) {
    /** Empty if the decision needs no confirmation or is confirmed. */
    static Optional<PendingDecision> of(Discrepancy found, ReviewForm form) {
        String action = form.decision().action();
        if (action == null || form.isConfirmed()) {
            return Optional.empty();
        }
        boolean deletes = action.equals(DecisionKind.APPLY_SOURCE.name())
                && found.difference().source() == null;
        if (deletes) {
            return Optional.of(new PendingDecision(
                    action,
                    "This deletes 1 row from " + found.place().table() + ". Press the button again to delete it."));
        }
        return found.severity() == Severity.CRITICAL
                ? Optional.of(new PendingDecision(
                        action,
                        "This discrepancy is critical. Press the button again to confirm: " + Constants.words(action)
                                + "."))
                : Optional.empty();
    }
}
