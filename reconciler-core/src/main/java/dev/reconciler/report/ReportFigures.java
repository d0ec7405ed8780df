package dev.reconciler.report;

import dev.reconciler.discrepancy.OpenCount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Figures that the control database aggregates. State changes come from the audit chain, which has each of them. Differences that
 * the canary planted are not counted.
 */
public interface ReportFigures {
    /** State changes of the period, by table, type, severity and new state. */
    List<StateChangeCount> stateChanges(ReportScope scope, Period period);

    /** State changes of the period by actor and new state, most first; at most 1000 are listed. */
    Listed<ActorActivity> actors(ReportScope scope, Period period);

    /** Times to resolve of the closings of the period: of all, then by state; empty if nothing was closed. */
    List<TimeToResolve> timesToResolve(ReportScope scope, Period period);

    /** Open discrepancies by table, type and severity. */
    List<OpenCount> open(ReportScope scope);

    /** Empty if none is open. */
    Optional<OldestOpen> oldestOpen(ReportScope scope);

    /** By table. */
    List<CoverageFigure> coverage(ReportScope scope);

    /** By job, of runs that started in the period. */
    List<RunFigure> runs(String pipeline, Period period);

    /** Empty if the period has no figure; figures are kept for three days. */
    Optional<DayLag> lag(String pipeline, Period period);

    /**
     * By table and day.
     *
     * @param bounds the start of each day, and the end of the last
     */
    List<DayCount> days(String pipeline, List<Instant> bounds);

    /** Items that are open or closed by a decision in force, by type, severity, state and age. */
    List<ReviewFigure> reviews(String pipeline, Instant now);

    /** The number of items in review that a reviewer has claimed. */
    long claimed(String pipeline, Instant now);
}
