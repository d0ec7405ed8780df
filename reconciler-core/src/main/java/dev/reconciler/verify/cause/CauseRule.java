package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import java.util.Optional;

/**
 * One way to tell a cause. Called while the window that proved the finding is open; it may read in the window's snapshots and
 * throws what reading throws.
 */
public interface CauseRule {
    /**
     * The cause, if the evidence says so; never a guess. {@link Cause#UNKNOWN} is no conclusion: it adds its evidence, as a fact,
     * to what is said if no other rule concludes.
     */
    Optional<Attribution> of(CauseContext context, Finding finding);
}
