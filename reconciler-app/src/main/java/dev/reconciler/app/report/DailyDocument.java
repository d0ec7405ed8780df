package dev.reconciler.app.report;

import dev.reconciler.app.report.BarChart.Bar;
import dev.reconciler.app.report.Document.Column;
import dev.reconciler.app.report.Document.Fact;
import dev.reconciler.app.report.Document.Facts;
import dev.reconciler.app.report.Document.Note;
import dev.reconciler.app.report.Document.Section;
import dev.reconciler.app.report.Document.Table;
import dev.reconciler.report.Activity;
import dev.reconciler.report.ActivityCounts;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.DayLag;
import dev.reconciler.report.OldestOpen;
import dev.reconciler.text.Constants;
import dev.reconciler.text.Times;
import java.util.ArrayList;
import java.util.List;

/** The daily report in words. */
public final class DailyDocument {
    private final DailyReport report;

    private DailyDocument(DailyReport report) {
        this.report = report;
    }

    public static Document of(DailyReport report) {
        return new DailyDocument(report).document();
    }

    private Document document() {
        return new Document(
                "Daily report of " + report.heading().pipeline() + ", "
                        + report.day().date(),
                notes(),
                List.of(
                        Section.of("Summary", new Facts(summary()), outcomes()),
                        byType(),
                        byTable(),
                        byWhom(),
                        Section.of("Time to resolve", timeToResolve()),
                        Section.of("Open now", openNow()),
                        Section.of(
                                "Business rules", Tables.rules(report.checks().rules())),
                        Section.of("Coverage now", coverage()),
                        Section.of("Runs", runs())));
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("Day " + report.day().date() + " in time zone " + report.day().zone() + ": "
                + Times.utc(report.day().period().from()) + " to "
                + Times.utc(report.day().period().until()) + ".");
        notes.add("Made at " + Times.utc(report.heading().generatedAt())
                + (report.complete() ? "." : "; the day has not ended, so these are its figures so far."));
        notes.add("Differences that the canary planted are not counted.");
        return notes;
    }

    private List<Fact> summary() {
        Activity activity = report.activity();
        ActivityCounts total = activity.total();
        return List.of(
                new Fact("Found", Words.number(total.found())),
                new Fact("Corrected automatically", Words.number(total.autoCorrected())),
                new Fact("Healed", Words.number(total.healed())),
                new Fact("Sent to review", Words.number(total.queued())),
                new Fact("Resolved by people", Words.number(total.resolved())),
                new Fact("Accepted by people", Words.number(total.accepted())),
                new Fact("Auto-correction rate", rate(activity)),
                new Fact("Tables affected", Words.number(activity.tablesAffected())),
                new Fact("Open now", Words.number(report.open().count())),
                new Fact("Oldest open", oldest()),
                new Fact("Replication lag of the day", lagOfDay()),
                new Fact(
                        "Replication lag now",
                        report.lag().lag() == null
                                ? "unknown: " + report.lag().note()
                                : Times.span(report.lag().lag())));
    }

    private String lagOfDay() {
        DayLag lag = report.lagOfDay();
        return lag == null
                ? "unknown: no daemon streamed on this day, or its record of three days is over"
                : "median " + Times.span(lag.median()) + ", at most " + Times.span(lag.most()) + ", in "
                        + Words.number(lag.minutes()) + (lag.minutes() == 1 ? " minute" : " minutes");
    }

    private static String rate(Activity activity) {
        return activity.autoCorrectionRate() == null
                ? "unknown: nothing was closed"
                : Words.percent(activity.autoCorrectionRate()) + " of "
                        + activity.total().closed() + " closed";
    }

    private String oldest() {
        OldestOpen oldest = report.open().oldest();
        return oldest == null
                ? "none"
                : Constants.words(oldest.type()) + " in " + oldest.table() + ", tenant " + Words.tenant(oldest.tenant())
                        + ", "
                        + Constants.words(oldest.state()) + " since "
                        + Words.since(oldest.since(), report.heading().generatedAt());
    }

    private BarChart outcomes() {
        ActivityCounts total = report.activity().total();
        return new BarChart(
                "Discrepancies of the day by outcome",
                "One bar for each: " + total.found() + " found, " + total.autoCorrected() + " corrected automatically, "
                        + total.healed() + " healed, " + total.queued() + " sent to review, " + total.resolved()
                        + " resolved, " + total.accepted() + " accepted.",
                List.of(
                        new Bar("found", total.found()),
                        new Bar("corrected automatically", total.autoCorrected()),
                        new Bar("healed", total.healed()),
                        new Bar("sent to review", total.queued()),
                        new Bar("resolved", total.resolved()),
                        new Bar("accepted", total.accepted())));
    }

    private Section byType() {
        Table table = new Table(
                "Discrepancies by type and severity",
                Tables.activity("Type", "Severity"),
                report.activity().byType().stream()
                        .map(each -> Tables.activity(
                                each.counts(), Constants.words(each.type()), Constants.words(each.severity())))
                        .toList(),
                "No discrepancy changed its state on this day.");
        return withChart(
                "By type and severity",
                "Found by type and severity",
                report.activity().byType().stream()
                        .map(each -> new Bar(
                                Constants.words(each.type()) + ", " + Constants.words(each.severity()),
                                each.counts().found()))
                        .toList(),
                table);
    }

    private Section byTable() {
        Table table = new Table(
                "Discrepancies by table",
                Tables.activity("Table"),
                report.activity().byTable().stream()
                        .map(each -> Tables.activity(each.counts(), each.table()))
                        .toList(),
                "No table is affected.");
        return withChart(
                "By table",
                "Found by table",
                report.activity().byTable().stream()
                        .map(each -> new Bar(each.table(), each.counts().found()))
                        .toList(),
                table);
    }

    private static Section withChart(String title, String chart, List<Bar> bars, Table table) {
        List<Bar> found = bars.stream().filter(bar -> bar.value() > 0).toList();
        return found.isEmpty()
                ? Section.of(title, table)
                : Section.of(
                        title,
                        new BarChart(chart, "One bar for each row of the table with the most found.", found),
                        table);
    }

    private Section byWhom() {
        long more = report.activity().moreActors();
        Note note = new Note("The " + Words.number(report.activity().byActor().size()) + " most active are listed; "
                + Words.number(more) + " more are in the audit log.");
        return more > 0 ? Section.of("By whom", byActor(), note) : Section.of("By whom", byActor());
    }

    private Table byActor() {
        return new Table(
                "State changes by actor",
                List.of(Column.text("Actor"), Column.text("New state"), Column.number("Discrepancies")),
                report.activity().byActor().stream()
                        .map(each -> List.of(each.actor(), Constants.words(each.state()), Words.number(each.count())))
                        .toList(),
                "No discrepancy changed its state on this day.");
    }

    private Table timeToResolve() {
        return new Table(
                "Time from opening to closing",
                List.of(
                        Column.text("Closed as"),
                        Column.number("Discrepancies"),
                        Column.number("Median"),
                        Column.number("90 %")),
                report.activity().timeToResolve().stream()
                        .map(each -> List.of(
                                each.state() == null ? "all" : Constants.words(each.state()),
                                Words.number(each.closed()),
                                Times.span(each.median()),
                                Times.span(each.p90())))
                        .toList(),
                "No discrepancy was closed on this day.");
    }

    private Table openNow() {
        return new Table(
                "Open discrepancies",
                List.of(
                        Column.text("Table"),
                        Column.text("Type"),
                        Column.text("Severity"),
                        Column.number("Discrepancies")),
                report.open().byTable().stream()
                        .map(each -> List.of(
                                each.table(),
                                Constants.words(each.type()),
                                Constants.words(each.severity()),
                                Words.number(each.count())))
                        .toList(),
                "No discrepancy is open.");
    }

    private Table coverage() {
        return new Table(
                "Tenants by their last verdict",
                List.of(
                        Column.text("Table"),
                        Column.number("Tenants"),
                        Column.number("Agreed"),
                        Column.number("Diverged"),
                        Column.number("No verdict"),
                        Column.number("Never verified"),
                        Column.text("Oldest verified at")),
                report.checks().coverage().stream()
                        .map(each -> List.of(
                                each.table(),
                                Words.number(each.tenants()),
                                Words.number(each.agreed()),
                                Words.number(each.diverged()),
                                Words.number(each.noVerdict()),
                                Words.number(each.neverVerified()),
                                Words.time(each.oldestVerified())))
                        .toList(),
                "No table has been verified.");
    }

    private Table runs() {
        return new Table(
                "Runs that started on this day",
                List.of(
                        Column.text("Job"),
                        Column.number("Started"),
                        Column.number("Succeeded"),
                        Column.number("Failed"),
                        Column.number("Without result"),
                        Column.text("Last success")),
                report.checks().runs().stream()
                        .map(each -> List.of(
                                each.job(),
                                Words.number(each.started()),
                                Words.number(each.succeeded()),
                                Words.number(each.failed()),
                                Words.number(each.unfinished()),
                                Words.time(each.lastSuccess())))
                        .toList(),
                "No run started on this day.");
    }
}
