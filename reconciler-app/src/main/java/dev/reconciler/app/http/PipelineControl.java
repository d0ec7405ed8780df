package dev.reconciler.app.http;

/** The running pipeline, as people and scripts see and steer it. */
public interface PipelineControl {
    PipelineStatus status();

    /** Whether the target's changes are the daemon's work; if not, it watches others do it. */
    boolean applies();

    /** Stops applying at the next batch's end; does nothing if it is paused. Runs need a stream, so they wait. */
    void pause(String actor);

    /** Goes on from the checkpoint; does nothing if it runs. */
    void resume(String actor);
}
