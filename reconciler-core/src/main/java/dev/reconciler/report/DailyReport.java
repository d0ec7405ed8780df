package dev.reconciler.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one day. Differences that the canary planted are not counted.
 *
 * @param complete false if the day had not ended when the report was made
 * @param open when the report was made, whatever the day
 * @param lag when the report was made, whatever the day
 * @param lagOfDay null without a record of it
 */
public record DailyReport(
        ReportHeading heading,
        Day day,
        boolean complete,
        Activity activity,
        OpenNow open,
        Checks checks,
        Lag lag,
        @Nullable DayLag lagOfDay) {
    /**
     * The verification of the day.
     *
     * @param coverage when the report was made, whatever the day
     */
    public record Checks(List<RuleFigure> rules, List<CoverageFigure> coverage, List<RunFigure> runs) {
        public Checks {
            rules = List.copyOf(rules);
            coverage = List.copyOf(coverage);
            runs = List.copyOf(runs);
        }
    }
}
