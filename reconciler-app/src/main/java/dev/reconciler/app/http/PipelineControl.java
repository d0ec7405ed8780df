package dev.reconciler.app.http;

import dev.reconciler.schema.UnmappedTables;
import java.util.List;

/** The running pipeline, as people and scripts see and steer it. */
public interface PipelineControl {
    PipelineStatus status();

    /** The problems that stand now, by step and table; asks no database. */
    List<OpenProblem> problems();

    /** Whether the target's changes are the daemon's work; if not, it watches others do it. */
    boolean applies();

    /** Stops applying at the next batch's end; does nothing if it is paused. Runs need a stream, so they wait. */
    void pause(String actor);

    /** Goes on from the checkpoint; does nothing if it runs. */
    void resume(String actor);

    /** Source tables that are not mapped, as of a minute ago at most. */
    List<UnmappedTables> unmapped();
}
