package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import java.util.Optional;

/**
 * A rule that determines a cause. Called while the window that proved the finding is open; it may read in the window's snapshots,
 * and throws the exceptions of reading.
 */
public interface CauseRule {
    /**
     * The cause, if the evidence proves it; never a guess. {@link Cause#UNKNOWN} is no conclusion: its evidence is added, as a
     * fact, to the result if no other rule concludes.
     */
    Optional<Attribution> of(CauseContext context, Finding finding);
}
