package dev.reconciler.report;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * Trends over consecutive days.
 *
 * @param complete false if the last day had not ended when the report was made
 * @param tables tables with activity in these days, by name
 */
public record TrendsReport(
        ReportHeading heading,
        LocalDate first,
        LocalDate last,
        ZoneId zone,
        boolean complete,
        Trend overall,
        List<Trend> tables) {
    public TrendsReport {
        tables = List.copyOf(tables);
    }
}
