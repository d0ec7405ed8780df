package dev.reconciler.run.finding;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.confirm.Screened;
import java.util.List;
import java.util.Set;

/**
 * The outcome of a window's findings.
 *
 * @param again recorded findings whose keys a later window must verify again
 * @param planted recorded findings of the canary, which are not differences of the data
 */
public record Handled(Screened screened, List<Finding.OfRow> again, Set<Finding> planted) {
    public Handled {
        again = List.copyOf(again);
        planted = Set.copyOf(planted);
    }

    /** The outcome restricted to recorded findings, without the canary's. */
    public ChunkOutcome recorded(ChunkOutcome outcome) {
        return outcome.only(recorded(outcome.findings()));
    }

    public <F extends Finding> List<F> recorded(List<F> found) {
        return found.stream()
                .filter(finding -> !screened.isWaiting(finding) && !planted.contains(finding))
                .toList();
    }
}
