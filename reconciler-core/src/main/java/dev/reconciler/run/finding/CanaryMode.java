package dev.reconciler.run.finding;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The treatment of the canary's plants in a window.
 *
 * @param own true if the window is the canary job's own, restricted to its rows: then a row count is not the table's, so it
 *     neither records nor heals a discrepancy
 * @param repairs true if plants are corrected; any other window leaves them, so that each job can find them
 * @param observer receives all findings
 */
public record CanaryMode(boolean own, boolean repairs, Consumer<Finding> observer) {
    /** The mode of every job except the canary. */
    public static final CanaryMode NONE = new CanaryMode(false, false, finding -> {});

    public static CanaryMode observing(Consumer<Finding> observer) {
        return new CanaryMode(true, false, observer);
    }

    public static CanaryMode repairing() {
        return new CanaryMode(true, true, finding -> {});
    }

    /** Passes all findings to the observer, and returns those to be handled. */
    Collection<? extends Finding> take(Collection<? extends Finding> found) {
        found.forEach(observer);
        return own ? found.stream().filter(Finding.OfRow.class::isInstance).toList() : found;
    }

    boolean mayHeal(Discrepancy open) {
        return !own || open.type().hasKey();
    }
}
