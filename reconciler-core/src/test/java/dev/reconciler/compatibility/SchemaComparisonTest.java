package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.ColumnDefinition.column;
import static dev.reconciler.compatibility.Compatibility.ADDITIVE;
import static dev.reconciler.compatibility.Compatibility.BREAKING;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.TableDefinition.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.Catalog.View;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SchemaComparisonTest {
    private static final TableMapping MAPPING = TableMapping.byName(TABLE, TABLE, null);
    private static final TableRef OTHER = new TableRef("s", "other");

    private static Catalog catalog(String engine, boolean isPresent, List<TableRef> names, View... views) {
        return new Catalog(
                Catalog.FORMAT,
                engine,
                isPresent
                        ? List.of(
                                TableDefinition.postgres(column("c", "integer")).table())
                        : List.of(),
                names,
                List.of(views));
    }

    private static Catalog catalog(List<TableRef> names, View... views) {
        return catalog("postgresql", true, names, views);
    }

    @Test
    void missingTableIsBreakingAndNamedByItsSide() {
        Catalog present = catalog(List.of(TABLE));
        Catalog missing = catalog("postgresql", false, List.of());

        assertThat(Compared.by(present, missing, MAPPING))
                .extracting(SchemaDifference::level, SchemaDifference::what)
                .containsExactly(tuple(BREAKING, "target table s.t does not exist, or the role may not see it"));
        assertThat(Compared.by(missing, present, MAPPING))
                .extracting(SchemaDifference::level, SchemaDifference::what)
                .containsExactly(tuple(BREAKING, "source table s.t does not exist, or the role may not see it"));
    }

    @Test
    void unmappedTablesOfBothSidesAreNamed() {
        assertThat(Compared.by(catalog(List.of(TABLE, OTHER)), catalog(List.of(TABLE)), MAPPING))
                .extracting(SchemaDifference::kind, SchemaDifference::level, SchemaDifference::what)
                .containsExactly(tuple(Kind.TABLE, COMPATIBLE, "source table s.other is not mapped"));
        assertThat(Compared.by(catalog(List.of(TABLE)), catalog(List.of(TABLE, OTHER)), MAPPING))
                .extracting(SchemaDifference::kind, SchemaDifference::level, SchemaDifference::what)
                .containsExactly(tuple(Kind.TABLE, ADDITIVE, "target table s.other is not mapped"));
    }

    @Test
    void viewsOverMappedTablesAreComparedByName() {
        View view = new View(new TableRef("s", "v"), List.of(TABLE));
        View elsewhere = new View(new TableRef("x", "v"), List.of(TABLE));
        View overOther = new View(new TableRef("s", "w"), List.of(OTHER));
        List<TableRef> names = List.of(TABLE);

        assertThat(Compared.by(catalog(names, view), catalog(names), MAPPING))
                .extracting(SchemaDifference::kind, SchemaDifference::level)
                .containsExactly(tuple(Kind.VIEW, COMPATIBLE));
        assertThat(Compared.by(catalog(names), catalog(names, view), MAPPING))
                .extracting(SchemaDifference::kind, SchemaDifference::level)
                .containsExactly(tuple(Kind.VIEW, ADDITIVE));
        assertThat(Compared.by(catalog(names, view), catalog(names, elsewhere), MAPPING))
                .isEmpty();
        assertThat(Compared.by(catalog(names, overOther), catalog(names), MAPPING))
                .isEmpty();
    }

    @Test
    void worstDifferenceIsTheLevel() {
        assertThat(SchemaComparison.level(List.of())).isEmpty();
        assertThat(SchemaComparison.level(Compared.by(
                        catalog(List.of(TABLE, OTHER)), catalog("postgresql", false, List.of(OTHER)), MAPPING)))
                .contains(BREAKING);
    }

    @Test
    void columnsOfOneMappingAreComparedAlone() {
        TableDefinition source =
                TableDefinition.postgres(column("c", "bigint")).key("c").trigger("w", "INSERT");
        TableDefinition target = TableDefinition.postgres(column("c", "integer"));
        SchemaComparison comparison = new SchemaComparison(
                source.catalog(),
                target.catalog(),
                Engine.of("postgresql").countSql(),
                Engine.of("postgresql").changeSql(),
                List.of(MAPPING));

        assertThat(comparison.columns(MAPPING))
                .extracting(SchemaDifference::kind)
                .containsExactly(Kind.TYPE);
        assertThat(comparison.columns(TableMapping.byName(OTHER, TABLE, null))).isEmpty();
    }
}
