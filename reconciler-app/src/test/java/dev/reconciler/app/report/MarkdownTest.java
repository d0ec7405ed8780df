package dev.reconciler.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.report.Document.Column;
import dev.reconciler.app.report.Document.Fact;
import dev.reconciler.app.report.Document.Facts;
import dev.reconciler.app.report.Document.Note;
import dev.reconciler.app.report.Document.Section;
import dev.reconciler.app.report.Document.Table;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class MarkdownTest {
    @Test
    void documentBecomesHeadingsListsAndTables() {
        Document document = new Document(
                "Daily report of shop",
                List.of("Made today."),
                List.of(
                        Section.of("Summary", new Facts(List.of(new Fact("Found", "3")))),
                        Section.of(
                                "By table",
                                new Table(
                                        "",
                                        List.of(Column.text("Table"), Column.number("Found")),
                                        List.of(List.of("public.orders", "3")),
                                        "No table."),
                                new Table("", List.of(Column.text("Table")), List.of(), "No table."),
                                new Note("Done."))));

        assertThat(Markdown.of(document)).isEqualTo("""
            # Daily report of shop

            Made today.

            ## Summary

            - Found: 3

            ## By table

            | Table | Found |
            | --- | --: |
            | public.orders | 3 |

            No table.

            Done.
            """);
    }

    @Test
    void noCharacterOfAValueHasAMeaning() {
        assertThat(Markdown.escaped("<script>alert('x')</script> a|b\n# c `d` *e* [f](javascript:g) $h$ \\|"))
                .isEqualTo("&lt;script&gt;alert('x')&lt;/script&gt; a\\|b \\# c \\`d\\` \\*e\\* \\[f\\](javascript:g)"
                        + " \\$h\\$ \\\\\\|");
        assertThat(Markdown.escaped("a\u202eb")).doesNotContain("\u202e");
    }
}
