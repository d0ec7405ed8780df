package dev.reconciler.app.report;

import dev.reconciler.app.report.Document.Block;
import dev.reconciler.app.report.Document.Facts;
import dev.reconciler.app.report.Document.Note;
import dev.reconciler.app.report.Document.Section;
import dev.reconciler.app.report.Document.Table;
import dev.reconciler.text.InvisibleCharacters;
import java.util.List;
import java.util.stream.Collectors;

/** A document in Markdown with tables, as GitHub and GitLab show them. It has no charts. */
public final class Markdown {
    private final StringBuilder out = new StringBuilder();

    private Markdown() {}

    public static String of(Document document) {
        Markdown markdown = new Markdown();
        markdown.line("# " + escaped(document.title()));
        document.notes().forEach(note -> markdown.paragraph(escaped(note)));
        document.sections().forEach(markdown::section);
        return markdown.out.toString();
    }

    private void section(Section section) {
        paragraph("## " + escaped(section.title()));
        section.blocks().forEach(this::block);
    }

    private void block(Block block) {
        if (block instanceof Facts facts) {
            line("");
            facts.facts().forEach(fact -> line("- " + escaped(fact.name()) + ": " + escaped(fact.value())));
        } else if (block instanceof Note note) {
            paragraph(escaped(note.text()));
        } else if (block instanceof Table table) {
            table(table);
        }
    }

    private void table(Table table) {
        if (table.rows().isEmpty()) {
            paragraph(escaped(table.ifNone()));
            return;
        }
        line("");
        row(table.columns().stream().map(column -> escaped(column.title())).toList());
        row(table.columns().stream()
                .map(column -> column.number() ? "--:" : "---")
                .toList());
        table.rows().forEach(row -> row(row.stream().map(Markdown::escaped).toList()));
    }

    private void row(List<String> cells) {
        line(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void paragraph(String text) {
        line("");
        line(text);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** One line in which no character has a meaning for Markdown or for HTML. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        InvisibleCharacters.escaped(text.replaceAll("\\R|\t", " ")).codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\\', '`', '*', '_', '[', ']', '|', '~', '#', '!', '$' ->
                    escaped.append('\\').appendCodePoint(character);
                default -> escaped.appendCodePoint(character);
            }
        });
        return escaped.toString();
    }
}
