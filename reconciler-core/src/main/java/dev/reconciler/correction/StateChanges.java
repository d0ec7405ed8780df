package dev.reconciler.correction;

import dev.reconciler.control.StaleVersionException;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Settlement.Standing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** State changes that follow from what has happened already, and so hold whatever version the discrepancy is at. */
final class StateChanges {
    private final Discrepancies discrepancies;

    StateChanges(Discrepancies discrepancies) {
        this.discrepancies = discrepancies;
    }

    /** Notes a correction that was made. Empty if somebody else has closed the discrepancy meanwhile. */
    Optional<Discrepancy> corrected(
            String id, String correction, @Nullable Standing standing, String actor, String note) {
        while (true) {
            Optional<Discrepancy> now =
                    discrepancies.find(id).filter(each -> each.state().isOpen());
            if (now.isEmpty()) {
                return Optional.empty();
            }
            DiscrepancyState to = now.get().state() == DiscrepancyState.OPEN
                    ? DiscrepancyState.AUTO_CORRECTED
                    : DiscrepancyState.RESOLVED;
            try {
                return Optional.of(discrepancies.settle(
                        id, now.get().version(), new Settlement(to, correction, standing), actor, note));
            } catch (StaleVersionException e) {
                continue; // a verification counted it again, or a person acted: look again
            }
        }
    }

    /** Puts it into review, from whatever state it is in; empty if there is none with that id. */
    Optional<Discrepancy> toReview(String id, String actor, String note) {
        while (true) {
            Optional<Discrepancy> now = discrepancies.find(id);
            if (now.isEmpty() || now.get().state() == DiscrepancyState.IN_REVIEW) {
                return now;
            }
            boolean direct = now.get().state().next().contains(DiscrepancyState.IN_REVIEW);
            DiscrepancyState to = direct ? DiscrepancyState.IN_REVIEW : DiscrepancyState.OPEN;
            try {
                discrepancies.transition(id, now.get().version(), to, actor, note);
            } catch (StaleVersionException e) {
                continue; // changed meanwhile: look again
            }
        }
    }
}
