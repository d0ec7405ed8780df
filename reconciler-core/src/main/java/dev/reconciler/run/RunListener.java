package dev.reconciler.run;

import dev.reconciler.discrepancy.Recorded;
import java.time.Duration;
import java.util.List;

/** Receives the events of runs, for progress, metrics and logs. Must return quickly and not throw. */
public interface RunListener {
    RunListener NONE = new RunListener() {};

    default void started(Run run) {}

    /** @param total tasks (chunks, tables or rules) of the run, as far as known */
    default void progress(String run, JobKind job, String what, long done, long total) {}

    default void recorded(String run, Recorded recorded) {}

    default void corrected(String table, String kind) {}

    /**
     * A discrepancy was recorded that would be corrected if corrections were not in dry-run.
     *
     * @param kind as for {@link #corrected}
     */
    default void planned(String run, String table, String discrepancy, String kind) {}

    /**
     * A job did not detect a planted difference, or a correction of one failed.
     *
     * @param job the job that failed, or {@code correction}
     * @param reason {@code missed}, {@code unexpected}, {@code not_repaired} or {@code not_restored}
     */
    default void canaryFailed(Run run, String job, String reason) {}

    /** A backfill could not fill the table; the other tables continue. */
    default void tableNotFilled(Run run, String table, RuntimeException because) {}

    /** The table is completely filled. */
    default void tableFilled(Run run, String table) {}

    default void finished(Run run, List<RunResult> results, Duration took) {}

    /** Combines listeners; events are passed on in the order of the list. */
    static RunListener all(List<RunListener> listeners) {
        List<RunListener> each = List.copyOf(listeners);
        return new RunListener() {
            @Override
            public void started(Run run) {
                each.forEach(l -> l.started(run));
            }

            @Override
            public void progress(String run, JobKind job, String what, long done, long total) {
                each.forEach(l -> l.progress(run, job, what, done, total));
            }

            @Override
            public void recorded(String run, Recorded recorded) {
                each.forEach(l -> l.recorded(run, recorded));
            }

            @Override
            public void corrected(String table, String kind) {
                each.forEach(l -> l.corrected(table, kind));
            }

            @Override
            public void planned(String run, String table, String discrepancy, String kind) {
                each.forEach(l -> l.planned(run, table, discrepancy, kind));
            }

            @Override
            public void canaryFailed(Run run, String job, String reason) {
                each.forEach(l -> l.canaryFailed(run, job, reason));
            }

            @Override
            public void tableNotFilled(Run run, String table, RuntimeException because) {
                each.forEach(l -> l.tableNotFilled(run, table, because));
            }

            @Override
            public void tableFilled(Run run, String table) {
                each.forEach(l -> l.tableFilled(run, table));
            }

            @Override
            public void finished(Run run, List<RunResult> results, Duration took) {
                each.forEach(l -> l.finished(run, results, took));
            }
        };
    }
}
