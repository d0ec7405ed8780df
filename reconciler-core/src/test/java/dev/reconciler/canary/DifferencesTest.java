package dev.reconciler.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class DifferencesTest {
    private static final TableRef IDS = new TableRef("public", "ids");

    private static Column column(String name) {
        return new Column(name, new ColumnType("x", LogicalType.INTEGER), true, false, false, false, false);
    }

    private static MappedColumn direct(String name) {
        return new MappedColumn(column(name), column(name), Transform.DIRECT);
    }

    /** Another old id may have no entry, or be that of a row which the canary must not refer to. */
    @Test
    void columnsThatALookupTableTranslatesDoNotChange() {
        TableRef orders = new TableRef("public", "orders");
        MappedColumn customer = new MappedColumn(
                List.of(column("customer")),
                column("customer"),
                new LookupTable(IDS, "old", "new"),
                ColumnComparison.EXACT,
                new Translation(IDS, column("old"), column("new"), column("customer")));
        MappedTable table = new MappedTable(
                "orders", orders, orders, List.of(direct("id"), customer, direct("amount")), List.of(0), -1, List.of());

        assertThat(new Differences(table).columns()).containsExactly(2);
    }
}
