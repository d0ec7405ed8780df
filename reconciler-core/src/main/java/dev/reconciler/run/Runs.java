package dev.reconciler.run;

import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs on record. At most one of a (pipeline, job) is RUNNING, whichever process asks: the record is the overlap guard. A run
 * whose process has not said for a while that it lives is INTERRUPTED.
 */
public interface Runs {
    /**
     * Starts a run; empty if one of this pipeline and job is running and alive.
     *
     * @param silence how old the heartbeat of a run that lives may be
     */
    Optional<Run> start(NewRun run, Duration silence);

    /**
     * Goes on with an interrupted run under its own id; empty if it is not interrupted (any more), or another one of its job is
     * running and alive.
     */
    Optional<Run> resume(String id, Duration silence);

    /** Says that the run's process lives; false if the run is no longer RUNNING, so that the process must stop it. */
    boolean heartbeat(String id);

    /** Marks runs of the pipeline that have been silent for that long, and returns them. */
    List<Run> interruptSilent(String pipeline, Duration silence);

    /**
     * Ends a run.
     *
     * @param results per table and tenant; a run that FAILED has those of what it verified
     * @param error for FAILED, INTERRUPTED and VOID: why
     * @throws IllegalTransitionException if it is not RUNNING
     */
    Run finish(String id, RunState state, List<RunResult> results, String error);

    void chunkDone(String id, ChunkDone chunk);

    /** The run's finished chunks, in the order in which they were finished. */
    List<ChunkDone> chunks(String id);

    List<RunResult> results(String id);

    /** The results of these runs in numbers; a run that has neither results nor, while it is RUNNING, chunks is not in the map. */
    Map<String, RunSummary> summaries(Collection<String> ids);

    Optional<Run> find(String id);

    /** Latest start first. */
    Page<Run> list(RunQuery query);

    /**
     * When a run of each job last SUCCEEDED that was restricted neither to tables nor to tenants; a job without one is not in the
     * map. A restricted run says nothing of the rest, so it must not make a job that is overdue look done.
     */
    Map<String, Instant> lastSuccess(String pipeline);
}
