package dev.reconciler.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.check.CheckProblem.Severity;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class ColumnChecksTest {
    private final Findings findings = new Findings();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bigint | integer | numbers beyond the range of integer",
                "numeric(12,4) | numeric(12,2) | numbers with more than 2 digits after the point",
                "varchar(20) | varchar(10) | texts that are longer than varchar(10) takes",
                "text | varchar(10) | texts that are longer than varchar(10) takes"
            })
    void narrowerTargetIsAWarning(String source, String target, String exception) {
        check(source, target, Transform.DIRECT);

        assertThat(findings.all()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.where()).isEqualTo("public.a -> public.b");
            assertThat(problem.what())
                    .isEqualTo("v (%s) allows values that v (%s) can't hold: %s".formatted(source, target, exception));
        });
    }

    @Test
    void roundedTimesAreANote() {
        check("timestamp(6)", "timestamp(3)", Transform.DIRECT);

        assertThat(findings.all()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.NOTE);
            assertThat(problem.what()).endsWith("times are stored and compared with 3 digits of a second");
        });
    }

    @ParameterizedTest
    @CsvSource({"integer, bigint", "varchar(10), text", "numeric(12.2), numeric", "timestamptz(3), timestamptz(6)"})
    void widerTargetIsSilent(String source, String target) {
        check(source.replace('.', ','), target, Transform.DIRECT);

        assertThat(findings.all()).isEmpty();
    }

    @Test
    void transformedColumnIsNotJudged() {
        check("text", "varchar(10)", new Transform.Constant("x"));

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

    private void check(String source, String target, Transform transform) {
        check(new MappedColumn(column(source), column(target), transform));
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
