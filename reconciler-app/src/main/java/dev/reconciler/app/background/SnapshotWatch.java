package dev.reconciler.app.background;

import dev.reconciler.endpoint.read.BlockingSnapshots;
import dev.reconciler.problem.Problems;
import dev.reconciler.schema.Side;
import java.time.Duration;
import org.slf4j.Logger;

/** Ends the snapshots of both databases for which other sessions wait: such a session waits for at most a second. */
public final class SnapshotWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Chores chores;

    public SnapshotWatch(BlockingSnapshots source, BlockingSnapshots target, Problems problems, Logger log) {
        chores = new Chores(Side.values().length, "reconciler-snapshots", problems, log);
        watch(Side.SOURCE, source);
        watch(Side.TARGET, target);
    }

    private void watch(Side side, BlockingSnapshots database) {
        chores.every(
                INTERVAL,
                "blocking-snapshots-" + side.noun(),
                "end snapshots of the " + side.noun() + " for which other sessions wait",
                database::endBlockingSnapshots);
    }

    @Override
    public void close() {
        chores.close();
    }
}
