package dev.reconciler.app.schedule;

import dev.reconciler.run.JobKind;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Executes the runs of the schedules of jobs. A run of rules waits for the end of another one: that may be of a few rules, by their
 * own schedules, and leave out the others.
 */
public final class ScheduledRuns {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int PAUSES = 720;

    private final Predicate<JobKind> run;
    private final Predicate<Duration> pause;

    /**
     * @param run executes a run of the job; false if one is running
     * @param pause false if the process ends
     */
    public ScheduledRuns(Predicate<JobKind> run, Predicate<Duration> pause) {
        this.run = run;
        this.pause = pause;
    }

    /** Returns false if the job was not executed because a run of it is running; a run of rules, after an hour of it. */
    public boolean execute(JobKind job) {
        boolean executed = run.test(job);
        for (int i = 0; i < PAUSES && !executed && job == JobKind.RULES && pause.test(PAUSE); i++) {
            executed = run.test(job);
        }
        return executed;
    }
}
