package dev.reconciler.run.finding;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.confirm.Screened;
import java.util.List;
import java.util.Set;

/**
 * What became of a window's findings.
 *
 * @param again findings on record whose keys a later window must verify again
 * @param planted findings on record that are the canary's, and so say nothing of the data
 */
public record Handled(Screened screened, List<Finding.OfRow> again, Set<Finding> planted) {
    public Handled {
        again = List.copyOf(again);
        planted = Set.copyOf(planted);
    }

    /** The outcome with those findings only that are on record now and say something of the data. */
    public ChunkOutcome recorded(ChunkOutcome outcome) {
        return outcome.only(recorded(outcome.findings()));
    }

    public <F extends Finding> List<F> recorded(List<F> found) {
        return found.stream()
                .filter(finding -> !screened.isWaiting(finding) && !planted.contains(finding))
                .toList();
    }
}
