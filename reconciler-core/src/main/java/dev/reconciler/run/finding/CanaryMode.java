package dev.reconciler.run.finding;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * How windows treat what the canary planted.
 *
 * @param own whether the window is the canary job's own, about its rows alone. Then a number of rows is no number of the table's,
 *     and neither goes on record nor takes one off
 * @param repairs whether what is planted is corrected; any other window leaves it where it is, so that each job can find it
 * @param observer told of everything that was found
 */
public record CanaryMode(boolean own, boolean repairs, Consumer<Finding> observer) {
    /** Of every job but the canary. */
    public static final CanaryMode NONE = new CanaryMode(false, false, finding -> {});

    public static CanaryMode observing(Consumer<Finding> observer) {
        return new CanaryMode(true, false, observer);
    }

    public static CanaryMode repairing() {
        return new CanaryMode(true, true, finding -> {});
    }

    /** What is to be handled of what was found. */
    Collection<? extends Finding> take(Collection<? extends Finding> found) {
        found.forEach(observer);
        return own ? found.stream().filter(Finding.OfRow.class::isInstance).toList() : found;
    }

    boolean mayHeal(Discrepancy open) {
        return !own || open.type().hasKey();
    }
}
