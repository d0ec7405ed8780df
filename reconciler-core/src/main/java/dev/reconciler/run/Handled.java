package dev.reconciler.run;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.confirm.Screened;
import java.util.List;

/**
 * What became of a window's findings.
 *
 * @param again findings on record whose keys a later window must verify again
 */
record Handled(Screened screened, List<Finding.OfRow> again) {
    Handled {
        again = List.copyOf(again);
    }

    /** The outcome with those findings only that are on record now. */
    ChunkOutcome recorded(ChunkOutcome outcome) {
        return outcome.with(recorded(outcome.findings()));
    }

    <F extends Finding> List<F> recorded(List<F> found) {
        return found.stream().filter(finding -> !screened.isWaiting(finding)).toList();
    }
}
