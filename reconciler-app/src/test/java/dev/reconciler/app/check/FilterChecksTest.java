package dev.reconciler.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.check.CheckProblem.Severity;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class FilterChecksTest {
    private static final TableRef FROM = new TableRef("public", "a");
    private static final TableRef TO = new TableRef("public", "b");

    private final Findings findings = new Findings();

    private void check(RowFilter source, RowFilter target, boolean wholeRows) {
        Column id = column("id", false);
        MappedTable table = new MappedTable(
                "b",
                FROM,
                TO,
                List.of(new MappedColumn(id, id, Transform.DIRECT)),
                List.of(0),
                -1,
                List.of(),
                new RowFilter.Pair(source, target));
        TableSchema schema = new TableSchema(
                FROM,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new ReplicaIdentity(wholeRows, List.of()),
                List.of(),
                new TableSchema.Storage(false, -1));
        new FilterChecks(findings).check(List.of(table), Map.of(FROM, schema));
    }

    private static RowFilter by(String column, boolean toastable) {
        return new RowFilter(
                List.of(new RowFilter.Condition(column(column, toastable), List.of("x", "y"), true, false)));
    }

    private static Column column(String name, boolean toastable) {
        return new Column(name, PostgresTypes.named("text"), true, false, false, false, toastable);
    }

    @Test
    void filtersOfBothSidesAreShown() {
        check(by("state", false), by("region", false), false);

        assertThat(findings.all()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.NOTE);
            assertThat(problem.where()).isEqualTo("public.a -> public.b");
            assertThat(problem.what())
                    .startsWith("only source rows with state: {not: ['x', 'y', null]} and target rows with"
                            + " region: {not: ['x', 'y', null]} belong to the mapping");
        });
    }

    @Test
    void mappingOfAllRowsIsSilent() {
        check(RowFilter.ALL, RowFilter.ALL, false);

        assertThat(findings.all()).isEmpty();
    }

    @Test
    void filterColumnThatAnEventMayLackIsAWarning() {
        check(by("state", true), RowFilter.ALL, false);

        assertThat(findings.all()).extracting(CheckProblem::severity).containsExactly(Severity.NOTE, Severity.WARNING);
        assertThat(findings.all().get(1).what()).contains("rows are filtered by state");
        assertThat(findings.all().get(1).fix()).contains("ALTER TABLE public.a REPLICA IDENTITY FULL");
    }

    @Test
    void eventsOfWholeRowsLackNoValue() {
        check(by("state", true), RowFilter.ALL, true);

        assertThat(findings.all()).extracting(CheckProblem::severity).containsExactly(Severity.NOTE);
    }
}
