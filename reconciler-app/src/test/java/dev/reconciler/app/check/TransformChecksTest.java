package dev.reconciler.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.check.CheckProblem.Severity;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Concat;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.mapping.transform.Utc;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UniqueIndex;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class TransformChecksTest {
    private static final TableRef FROM = new TableRef("public", "a");
    private static final TableRef TO = new TableRef("public", "b");

    private final Findings findings = new Findings();

    private void check(List<Column> sources, Transform transform, boolean wholeRows) {
        MappedTable table = table(sources, transform);
        new TransformChecks(findings)
                .check(List.of(table), Map.of(FROM, schema(FROM, wholeRows)), Map.of(TO, schema(TO, true)));
    }

    private static MappedTable table(List<Column> sources, Transform transform) {
        return new MappedTable(
                "b",
                FROM,
                TO,
                List.of(new MappedColumn(sources, column("made", false), transform)),
                List.of(0),
                -1,
                List.of());
    }

    private static TableSchema schema(TableRef ref, boolean wholeRows) {
        return new TableSchema(
                ref,
                List.of(),
                List.of(),
                List.of(new UniqueIndex("once", List.of("made"), false)),
                List.of(),
                new ReplicaIdentity(wholeRows, List.of()),
                List.of(),
                new TableSchema.Storage(false, -1));
    }

    private static Column column(String name, boolean toastable) {
        return new Column(name, PostgresTypes.named("text"), true, false, false, false, toastable);
    }

    @Test
    void transformThatMergesValuesUnderAUniqueIndexIsAWarning() {
        check(List.of(column("x", true)), new Transform.Lowercase(), false);

        assertThat(findings.all()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.where()).isEqualTo("public.a -> public.b");
            assertThat(problem.what()).contains("made may make one value of two", "unique index once");
        });
    }

    @Test
    void transformThatKeepsValuesApartIsSilent() {
        check(List.of(column("x", true)), Transform.DIRECT, false);

        assertThat(findings.all()).isEmpty();
    }

    @Test
    void severalColumnsOfWhichAnEventMayLackOneAreAWarning() {
        check(List.of(column("x", false), column("y", true)), new Concat(""), false);

        assertThat(findings.all()).hasSize(2).first().satisfies(problem -> {
            assertThat(problem.what()).endsWith("may lack an unchanged large value of y");
            assertThat(problem.fix()).endsWith("ALTER TABLE public.a REPLICA IDENTITY FULL");
        });
    }

    @Test
    void wholeRowsLackNothing() {
        check(List.of(column("x", false), column("y", true)), new Concat(""), true);

        assertThat(findings.all()).singleElement().satisfies(problem -> assertThat(problem.what())
                .contains("unique index"));
    }

    @Test
    void zonesAreThoseOfTheMapping() {
        ZoneId taipei = ZoneId.of("Asia/Taipei");

        assertThat(TransformChecks.zones(List.of(
                        table(List.of(column("x", false)), new Utc(taipei)),
                        table(List.of(column("x", false)), Transform.DIRECT))))
                .containsExactly(taipei);
    }
}
