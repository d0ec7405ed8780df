package dev.reconciler.app.report;

import java.util.List;

/**
 * A report for people. Every text in it is plain: a format escapes what it prints.
 *
 * @param notes the subject of the figures, and their limits
 */
public record Document(String title, List<String> notes, List<Section> sections) {
    public Document {
        notes = List.copyOf(notes);
        sections = List.copyOf(sections);
    }

    public record Section(String title, List<Block> blocks) {
        public Section {
            blocks = List.copyOf(blocks);
        }

        static Section of(String title, Block... blocks) {
            return new Section(title, List.of(blocks));
        }
    }

    /** A part of a section. A chart repeats a table of its section, so that a format without charts lacks nothing. */
    public sealed interface Block permits Facts, Note, Table, BarChart, DayChart {}

    public record Facts(List<Fact> facts) implements Block {
        public Facts {
            facts = List.copyOf(facts);
        }
    }

    public record Fact(String name, String value) {}

    public record Note(String text) implements Block {}

    /** @param ifNone shown in place of a table without rows */
    public record Table(String caption, List<Column> columns, List<List<String>> rows, String ifNone) implements Block {
        public Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** @param number true for a column of numbers, which are aligned at their right end */
    public record Column(String title, boolean number) {
        static Column text(String title) {
            return new Column(title, false);
        }

        static Column number(String title) {
            return new Column(title, true);
        }
    }
}
