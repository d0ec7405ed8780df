package dev.reconciler.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happened to discrepancies in a period.
 *
 * @param byType of types and severities with activity
 * @param byTable of tables with activity
 * @param byActor most changes first, at most 1000
 * @param moreActors number of the actors and states that are not listed
 * @param autoCorrectionRate the part of the closings that was a correction by policy, 0 to 1; null if nothing was closed
 * @param timeToResolve of all closings first, then by state; empty if nothing was closed
 */
public record Activity(
        ActivityCounts total,
        List<TypeActivity> byType,
        List<TableActivity> byTable,
        List<ActorActivity> byActor,
        long moreActors,
        @Nullable Double autoCorrectionRate,
        List<TimeToResolve> timeToResolve) {
    public Activity {
        byType = List.copyOf(byType);
        byTable = List.copyOf(byTable);
        byActor = List.copyOf(byActor);
        timeToResolve = List.copyOf(timeToResolve);
    }

    /** The number of tables in which differences were found. */
    public long tablesAffected() {
        return byTable.stream().filter(table -> table.counts().found() > 0).count();
    }
}
