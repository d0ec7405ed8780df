package dev.reconciler.cdc.simulation;

import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import java.util.List;

/** The table of the simulation: a key, a tenant and a value. */
final class SimulatedTable {
    private SimulatedTable() {}

    static final String TENANT = "acme";

    static final MappedTable TABLE = new MappedTable(
            "public.t",
            new TableRef("public", "t"),
            new TableRef("public", "t"),
            List.of(
                    column("id", "text", LogicalType.TEXT),
                    column("tenant", "text", LogicalType.TEXT),
                    column("value", "bigint", LogicalType.INTEGER)),
            List.of(0),
            1,
            List.of());

    static Row row(RowKey key, long value) {
        return new Row(List.of(key.parts().get(0), TENANT, Long.toString(value)));
    }

    private static MappedColumn column(String name, String sqlType, LogicalType type) {
        Column column = new Column(
                name,
                new ColumnType(sqlType, type, PostgresTypes.named(sqlType).structure()),
                false,
                false,
                false,
                false,
                false);
        return new MappedColumn(column, column, Transform.DIRECT);
    }
}
