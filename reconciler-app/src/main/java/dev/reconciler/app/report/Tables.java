package dev.reconciler.app.report;

import dev.reconciler.app.report.Document.Column;
import dev.reconciler.app.report.Document.Table;
import dev.reconciler.report.ActivityCounts;
import dev.reconciler.report.RuleFigure;
import java.util.ArrayList;
import java.util.List;

/** Tables that several reports have. */
final class Tables {
    private static final List<Column> COUNTS = List.of(
            Column.number("Found"),
            Column.number("Corrected"),
            Column.number("Healed"),
            Column.number("Sent to review"),
            Column.number("Resolved"),
            Column.number("Accepted"));

    private Tables() {}

    /** The columns of activity, after those that name its subject. */
    static List<Column> activity(String... subject) {
        List<Column> columns = new ArrayList<>();
        for (String title : subject) {
            columns.add(Column.text(title));
        }
        columns.addAll(COUNTS);
        return columns;
    }

    static List<String> activity(ActivityCounts counts, String... subject) {
        List<String> cells = new ArrayList<>(List.of(subject));
        for (long count : new long[] {
            counts.found(),
            counts.autoCorrected(),
            counts.healed(),
            counts.queued(),
            counts.resolved(),
            counts.accepted()
        }) {
            cells.add(Words.number(count));
        }
        return cells;
    }

    static Table rules(List<RuleFigure> rules) {
        return new Table(
                "Results of business rules",
                List.of(
                        Column.text("Table"),
                        Column.text("Rule"),
                        Column.number("Held"),
                        Column.number("Violated"),
                        Column.number("No verdict"),
                        Column.number("Violations, all runs"),
                        Column.text("Last run")),
                rules.stream()
                        .map(rule -> List.of(
                                rule.table(),
                                rule.rule(),
                                Words.number(rule.held()),
                                Words.number(rule.violated()),
                                Words.number(rule.undecided()),
                                Words.number(rule.violations()),
                                Words.time(rule.last())))
                        .toList(),
                "No result of a rule is recorded.");
    }
}
