package dev.reconciler.endpoint.read.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class NamedTablesTest {
    private static final Column ID =
            new Column("id", new ColumnType("integer", LogicalType.INTEGER), false, false, false, false, false);

    private static MappedTable mapping(String source, String target) {
        return new MappedTable(
                "public." + source,
                new TableRef("public", source),
                new TableRef("public", target),
                List.of(new MappedColumn(ID, ID, Transform.DIRECT)),
                List.of(0),
                -1,
                List.of());
    }

    @Test
    void aRuleCanNotNameATargetTableOfTwoMappings() {
        List<MappedTable> tables =
                List.of(mapping("orders_a", "orders"), mapping("orders_b", "orders"), mapping("x", "x"));

        assertThat(NamedTables.of(tables, Side.TARGET, "orders"::equals).problems())
                .containsExactly("public.orders is in two mappings: a rule can't use it");
        assertThat(NamedTables.of(tables, Side.TARGET, "x"::equals).problems()).isEmpty();
        assertThat(NamedTables.of(tables, Side.SOURCE, "orders_b"::equals))
                .isEqualTo(new NamedTables(List.of(tables.get(1)), List.of()));
    }
}
