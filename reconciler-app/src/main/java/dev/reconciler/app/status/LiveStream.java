package dev.reconciler.app.status;

import dev.reconciler.cdc.lag.Lag;
import dev.reconciler.position.Checkpoint;

/** The stream of the running pipeline, as the status and its operator see it. */
public interface LiveStream {
    /** Returns whether this process still applies: false after another process took over. */
    boolean isRunning();

    boolean isPaused();

    Checkpoint checkpoint();

    /** Returns the lag of the target behind the source; queries the source. */
    Lag lag();

    /** Stops applying at the next batch's end. */
    void pause();

    /** Continues from the checkpoint. */
    void resume();
}
