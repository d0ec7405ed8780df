package dev.reconciler.app.web;

import dev.reconciler.app.http.RowImages;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a decision and the way to undo it. All of it is read from the discrepancy, nothing from the address.
 *
 * @param text such as {@code public.customers 4711: deleted from the target.}
 * @param undo the path to which a form posts in order to undo the decision; null if there is nothing to undo
 */
public record DoneDecision(
        Discrepancy discrepancy, String text, @Nullable String undo) {
    /** Empty if the discrepancy is neither healed nor closed by a decision. */
    static Optional<DoneDecision> of(Discrepancy d) {
        if (d.state() == DiscrepancyState.HEALED) {
            return Optional.of(
                    new DoneDecision(d, about(d) + "source and target are equal now; nothing was written.", null));
        }
        DecisionKind decision = d.lifecycle().decision();
        return decision == null
                ? Optional.empty()
                : Optional.of(new DoneDecision(d, about(d) + done(d, decision), undo(d, decision)));
    }

    private static String about(Discrepancy d) {
        return d.place().table() + " "
                + RowImages.key(d).map(Show::key).orElse(d.place().subject()).strip() + ": ";
    }

    private static String done(Discrepancy d, DecisionKind decision) {
        return switch (decision) {
            case KEEP_TARGET -> "target kept. Nothing was written; source and target still differ.";
            case ACCEPT ->
                "accepted until " + Show.time(d.lifecycle().acceptedUntil())
                        + ". Nothing was written; source and target still differ.";
            case CUSTOM_FIX -> "custom fix written to the target's row.";
            case APPLY_SOURCE ->
                d.difference().source() == null
                        ? "deleted from the target."
                        : d.difference().target() == null
                                ? "inserted into the target."
                                : "target row made equal to the source row.";
        };
    }

    private static String undo(Discrepancy d, DecisionKind decision) {
        boolean wrote = decision == DecisionKind.APPLY_SOURCE || decision == DecisionKind.CUSTOM_FIX;
        return wrote ? "/corrections/" + d.lifecycle().correction() + "/undo" : "/discrepancies/" + d.id() + "/reopen";
    }
}
