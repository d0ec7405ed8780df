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
 * The record of runs. At most one run of a (pipeline, job) is RUNNING across all processes: the record is the overlap guard. A
 * run whose heartbeat has expired is INTERRUPTED.
 */
public interface Runs {
    /**
     * Starts a run; empty if a run of this pipeline and job is running with a valid heartbeat.
     *
     * @param silence the age at which a heartbeat expires
     */
    Optional<Run> start(NewRun run, Duration silence);

    /**
     * Resumes an interrupted run under its own id; empty if it is no longer interrupted, or another run of its job is running
     * with a valid heartbeat.
     */
    Optional<Run> resume(String id, Duration silence);

    /** Records the heartbeat of a run; false if the run is no longer RUNNING, so that the process must stop it. */
    boolean heartbeat(String id);

    /** Marks runs of the pipeline whose heartbeat is older than {@code silence} as INTERRUPTED, and returns them. */
    List<Run> interruptSilent(String pipeline, Duration silence);

    /**
     * Ends a run.
     *
     * @param results per table and tenant; a FAILED run has the results of the verified part
     * @param error the reason for FAILED, INTERRUPTED and VOID
     * @throws IllegalTransitionException if it is not RUNNING
     */
    Run finish(String id, RunState state, List<RunResult> results, String error);

    /** Records chunks that the run has finished, all of them or, if it throws, none. */
    void chunksDone(String id, List<ChunkDone> chunks);

    /** The run's finished chunks, in the order in which they were finished. */
    List<ChunkDone> chunks(String id);

    List<RunResult> results(String id);

    /** Records the run's samples in place of those that it recorded before. */
    void sampled(String id, List<RunSample> samples);

    /** The run's samples by table, each time that of the table first and then those of its tenants by name. */
    List<RunSample> samples(String id);

    /** The summaries of these runs; a run without results, and without chunks while it is RUNNING, is absent. */
    Map<String, RunSummary> summaries(Collection<String> ids);

    Optional<Run> find(String id);

    /**
     * The run of a job that was recorded last, whatever the clocks of the processes said. Empty if the job never ran.
     */
    Optional<Run> last(String pipeline, String job);

    /** Latest start first. */
    Page<Run> list(RunQuery query);

    /**
     * By job, the last time at which an unrestricted run (of all tables, tenants and times, without a choice of rules) SUCCEEDED; a job without one is absent. A
     * restricted run does not verify the rest, so it must not make an overdue job look done.
     */
    Map<String, Instant> lastSuccess(String pipeline);
}
