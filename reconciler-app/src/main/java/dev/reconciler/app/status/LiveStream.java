package dev.reconciler.app.status;

import dev.reconciler.cdc.lag.Lag;
import dev.reconciler.position.Checkpoint;

/** The stream of the running pipeline, as the status and its operator see it. */
public interface LiveStream {
    /** Whether this process still applies: false once another writer took over. */
    boolean isRunning();

    boolean isPaused();

    Checkpoint checkpoint();

    /** How far the target is behind the source; asks the source. */
    Lag lag();

    /** Stops applying at the next batch's end. */
    void pause();

    /** Continues from the checkpoint. */
    void resume();
}
