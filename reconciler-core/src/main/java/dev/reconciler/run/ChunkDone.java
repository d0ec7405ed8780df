package dev.reconciler.run;

import dev.reconciler.row.KeyRange;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.Lane;

/**
 * One chunk that a run has finished, so that a resumed run need not read it again.
 *
 * @param fenceSequence the sequence F at which the verdict holds
 * @param fencePosition the position F at which the verdict holds
 * @param sourceContent the source snapshot's content, in the engine's notation
 * @param rows rows of the source in it
 */
public record ChunkDone(
        String table,
        KeyRange range,
        Verdict verdict,
        long fenceSequence,
        String fencePosition,
        String sourceContent,
        long rows) {
    public static ChunkDone of(ChunkOutcome outcome, Verdict verdict, Lane lane) {
        return new ChunkDone(
                outcome.table(),
                outcome.range(),
                verdict,
                lane.fence().sequence(),
                lane.fence().position().text(),
                lane.source().content().toString(),
                outcome.rows().source().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }
}
