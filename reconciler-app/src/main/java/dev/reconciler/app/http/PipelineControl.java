package dev.reconciler.app.http;

import dev.reconciler.schema.UnmappedTables;
import java.util.List;

/** The running pipeline, as operators and scripts see and control it. */
public interface PipelineControl {
    PipelineStatus status();

    /** Returns the standing problems, by step and table; queries no database. */
    List<OpenProblem> problems();

    /** Returns whether the daemon writes the target (mode replicate); in mode observe applications do. */
    boolean applies();

    /** Stops applying at the next batch's end; has no effect if paused. Runs need a stream, so they wait. */
    void pause(String actor);

    /** Resumes from the checkpoint; has no effect if running. */
    void resume(String actor);

    /** Returns the source tables that are not mapped; at most a minute old. */
    List<UnmappedTables> unmapped();
}
