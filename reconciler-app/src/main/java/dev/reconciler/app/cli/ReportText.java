package dev.reconciler.app.cli;

import dev.reconciler.app.report.Document;
import dev.reconciler.app.report.Document.Block;
import dev.reconciler.app.report.Document.Facts;
import dev.reconciler.app.report.Document.Note;
import dev.reconciler.app.report.Document.Section;
import dev.reconciler.app.report.Document.Table;
import dev.reconciler.text.InvisibleCharacters;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints a report for a terminal. It has no charts. */
final class ReportText {
    private final PrintWriter out;

    ReportText(PrintWriter out) {
        this.out = out;
    }

    void print(Document document) {
        line(document.title());
        document.notes().forEach(this::line);
        document.sections().forEach(this::print);
    }

    private void print(Section section) {
        line("");
        line(section.title().toUpperCase(Locale.ROOT));
        section.blocks().forEach(this::print);
    }

    private void print(Block block) {
        if (block instanceof Note note) {
            line(note.text());
        } else if (block instanceof Facts facts) {
            int width = facts.facts().stream()
                    .mapToInt(fact -> fact.name().length())
                    .max()
                    .orElse(0);
            facts.facts()
                    .forEach(fact ->
                            line(fact.name() + " ".repeat(width - fact.name().length()) + "  " + fact.value()));
        } else if (block instanceof Table table && table.rows().isEmpty()) {
            line(table.ifNone());
        } else if (block instanceof Table table) {
            List<String> titles = table.columns().stream()
                    .map(column -> column.title().toUpperCase(Locale.ROOT))
                    .toList();
            new TablePrinter(out).print(titles, table.rows());
        }
    }

    private void line(String text) {
        out.println(InvisibleCharacters.escaped(text));
    }
}
