package dev.reconciler.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.check.CheckProblem.Severity;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ColumnChecksTest {
    private static final TableRef LOOKUP = new TableRef("public", "old_ids");

    private final Findings findings = new Findings();

    @Test
    void lookupTableOfShorterOldValuesIsAWarning() {
        check(translated("varchar(20)", "varchar(10)"));

        assertThat(findings.all()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.where()).isEqualTo("public.a -> public.b");
            assertThat(problem.what())
                    .isEqualTo("v (varchar(20)) allows values that the lookup table's v (varchar(10)) can't hold: texts"
                            + " that are longer than varchar(10) takes");
        });
    }

    @Test
    void lookupTableOfWiderOldValuesIsSilent() {
        check(translated("varchar(10)", "text"));

        assertThat(findings.all()).isEmpty();
    }

    @Test
    void comparisonThatIsNotExactIsANote() {
        check(new MappedColumn(
                List.of(column("numeric")),
                column("numeric"),
                Transform.DIRECT,
                new ColumnComparison.Percent(BigDecimal.ONE)));

        assertThat(findings.all()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.NOTE);
            assertThat(problem.where()).isEqualTo("public.a -> public.b");
            assertThat(problem.what())
                    .isEqualTo("target v is not exactly verified: it is compared with a tolerance of 1% of the source's"
                            + " value, which proves no equality");
        });
    }

    private static MappedColumn translated(String source, String old) {
        return new MappedColumn(
                List.of(column(source)),
                column(old),
                new LookupTable(LOOKUP, "old", "new"),
                ColumnComparison.EXACT,
                new Translation(LOOKUP, column(old), column("bigint"), column("bigint")));
    }

    private void check(MappedColumn column) {
        new ColumnChecks(findings)
                .check(List.of(new MappedTable(
                        "a",
                        new TableRef("public", "a"),
                        new TableRef("public", "b"),
                        List.of(column),
                        List.of(0),
                        -1,
                        List.of())));
    }

    private static Column column(String type) {
        return new Column("v", PostgresTypes.named(type), false, false, false, false, false);
    }
}
