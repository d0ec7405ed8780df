package dev.reconciler.app.report;

import dev.reconciler.app.report.BarChart.Bar;
import dev.reconciler.app.report.Document.Block;
import dev.reconciler.app.report.Document.Column;
import dev.reconciler.app.report.Document.Fact;
import dev.reconciler.app.report.Document.Facts;
import dev.reconciler.app.report.Document.Section;
import dev.reconciler.app.report.Document.Table;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.report.AgeGroup;
import dev.reconciler.report.ReviewFigure;
import dev.reconciler.report.ReviewsReport;
import dev.reconciler.text.Constants;
import dev.reconciler.text.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The report of reviews in words. */
public final class ReviewsDocument {
    private ReviewsDocument() {}

    public static Document of(ReviewsReport report) {
        return new Document(
                "Reviews of " + report.heading().pipeline(),
                List.of(
                        "Made at " + Times.utc(report.heading().generatedAt()) + ".",
                        "Differences that the canary planted are not counted."),
                List.of(
                        Section.of(
                                "Queue",
                                new Facts(List.of(
                                        new Fact("In review", Words.number(report.waiting())),
                                        new Fact("Claimed", Words.number(report.claimed())),
                                        new Fact(
                                                "Oldest in review",
                                                report.oldest() == null
                                                        ? "none"
                                                        : Words.since(
                                                                report.oldest(),
                                                                report.heading().generatedAt()))))),
                        new Section("By type, severity, state and age", items(report))));
    }

    private static List<Block> items(ReviewsReport report) {
        List<Block> blocks = new ArrayList<>();
        if (report.waiting() > 0) {
            blocks.add(new BarChart(
                    "Items in review by age",
                    "One bar for each age; the table has types and severities.",
                    Arrays.stream(AgeGroup.values())
                            .map(age -> new Bar(age(age), waiting(report, age)))
                            .filter(bar -> bar.value() > 0)
                            .toList()));
        }
        blocks.add(table(report));
        return blocks;
    }

    private static long waiting(ReviewsReport report, AgeGroup age) {
        return report.items().stream()
                .filter(item -> item.state() == DiscrepancyState.IN_REVIEW && item.age() == age)
                .mapToLong(ReviewFigure::count)
                .sum();
    }

    private static Table table(ReviewsReport report) {
        return new Table(
                "Open discrepancies, and those closed by a decision in force",
                List.of(
                        Column.text("Type"),
                        Column.text("Severity"),
                        Column.text("State"),
                        Column.text("In this state for"),
                        Column.number("Discrepancies"),
                        Column.text("Oldest since")),
                report.items().stream()
                        .map(item -> List.of(
                                Constants.words(item.type()),
                                Constants.words(item.severity()),
                                Constants.words(item.state()),
                                age(item.age()),
                                Words.number(item.count()),
                                Words.time(item.oldest())))
                        .toList(),
                "Nothing is open, and no decision is in force.");
    }

    private static String age(AgeGroup age) {
        return switch (age) {
            case UNDER_AN_HOUR -> "less than an hour";
            case UNDER_A_DAY -> "1 to 24 hours";
            case UNDER_A_WEEK -> "1 to 7 days";
            case UNDER_30_DAYS -> "7 to 30 days";
            case LONGER -> "30 days or longer";
        };
    }
}
