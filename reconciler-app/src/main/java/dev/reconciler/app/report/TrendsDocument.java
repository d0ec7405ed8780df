package dev.reconciler.app.report;

import dev.reconciler.app.report.Document.Column;
import dev.reconciler.app.report.Document.Note;
import dev.reconciler.app.report.Document.Section;
import dev.reconciler.app.report.Document.Table;
import dev.reconciler.report.Trend;
import dev.reconciler.report.Trend.DayFigure;
import dev.reconciler.report.TrendsReport;
import dev.reconciler.text.Constants;
import dev.reconciler.text.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of trends in words. */
public final class TrendsDocument {
    private TrendsDocument() {}

    public static Document of(TrendsReport report) {
        List<Trend> trends = new ArrayList<>(report.tables());
        trends.add(report.overall());
        return new Document(
                "Trends of " + report.heading().pipeline() + ", " + report.first() + " to " + report.last(),
                List.of(
                        report.overall().days().size() + " days in time zone " + report.zone() + ", made at "
                                + Times.utc(report.heading().generatedAt()) + "."
                                + (report.complete()
                                        ? ""
                                        : " The last day has not ended, so its figures are those so far."),
                        "Differences that the canary planted are not counted."),
                List.of(
                        Section.of(
                                "Overall",
                                new Note("The overall trend is "
                                        + Constants.words(report.overall().direction()) + ": "
                                        + report.overall().first() + " found on the first day, "
                                        + report.overall().last() + " on the last."),
                                chart(report.overall()),
                                days(report.overall())),
                        Section.of(
                                "By table",
                                tables(trends),
                                new Note(
                                        "Increasing: the last day has more than 1.2 times the first day's number, or the"
                                                + " first day has none. Decreasing: it has less than 0.8 times."))));
    }

    private static DayChart chart(Trend trend) {
        return new DayChart(
                "Discrepancies found and closed by day",
                "Two columns for each day. The highest number found on a day is "
                        + trend.days().stream()
                                .mapToLong(DayFigure::found)
                                .max()
                                .orElse(0) + "; the table has each day.",
                trend.days());
    }

    private static Table days(Trend trend) {
        return new Table(
                "All tables by day",
                List.of(Column.text("Day"), Column.number("Found"), Column.number("Closed")),
                trend.days().stream()
                        .map(day ->
                                List.of(day.date().toString(), Words.number(day.found()), Words.number(day.closed())))
                        .toList(),
                "");
    }

    private static Table tables(List<Trend> trends) {
        return new Table(
                "Found, from the first day to the last",
                List.of(
                        Column.text("Table"),
                        Column.number("First day"),
                        Column.number("Last day"),
                        Column.number("Change"),
                        Column.number("Ratio"),
                        Column.text("Trend"),
                        Column.text("Found by day")),
                trends.stream()
                        .map(trend -> List.of(
                                trend.table().isEmpty() ? "all" : trend.table(),
                                Words.number(trend.first()),
                                Words.number(trend.last()),
                                (trend.change() > 0 ? "+" : "") + trend.change(),
                                trend.ratio() == null ? "-" : String.format(Locale.ROOT, "%.2f", trend.ratio()),
                                Constants.words(trend.direction()),
                                series(trend)))
                        .toList(),
                "");
    }

    private static String series(Trend trend) {
        return String.join(
                " ", trend.days().stream().map(day -> Words.number(day.found())).toList());
    }
}
