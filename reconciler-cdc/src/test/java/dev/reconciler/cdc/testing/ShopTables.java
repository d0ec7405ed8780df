package dev.reconciler.cdc.testing;

import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two tables, one the other's parent, with what bites: a second unique column, long text, tenants, a foreign key. */
public final class ShopTables {
    /** id, tenant, email (unique), note (may be unavailable). */
    public static final MappedTable CUSTOMERS = table(
            "customers",
            List.of(),
            column("id", "integer", LogicalType.INTEGER),
            column("tenant", "text", LogicalType.TEXT),
            column("email", "text", LogicalType.TEXT),
            column("note", "text", LogicalType.TEXT));

    /** id, tenant, customer_id, note (may be unavailable). */
    public static final MappedTable ORDERS = table(
            "orders",
            List.of(new ForeignKey(
                    "orders_customer",
                    new TableRef("public", "orders"),
                    List.of("customer_id"),
                    new TableRef("public", "customers"),
                    List.of("id"),
                    false)),
            column("id", "integer", LogicalType.INTEGER),
            column("tenant", "text", LogicalType.TEXT),
            column("customer_id", "integer", LogicalType.INTEGER),
            column("note", "text", LogicalType.TEXT));

    public static final List<MappedTable> ALL = List.of(ORDERS, CUSTOMERS);

    /** The target's tables, in PostgreSQL. */
    public static final String DDL = """
            CREATE TABLE customers (id integer PRIMARY KEY, tenant text NOT NULL, email text UNIQUE, note text);
            CREATE TABLE orders (
                id integer PRIMARY KEY, tenant text NOT NULL, customer_id integer REFERENCES customers (id), note text)""";

    private ShopTables() {}

    public static Row row(@Nullable Object... values) {
        return new Row(Arrays.stream(values)
                .map(value -> value == null ? null : value.toString())
                .toList());
    }

    public static RowKey key(int id) {
        return RowKey.of(Integer.toString(id));
    }

    private static MappedTable table(String name, List<ForeignKey> parents, MappedColumn... columns) {
        TableRef ref = new TableRef("public", name);
        return new MappedTable(ref.toString(), ref, ref, List.of(columns), List.of(0), 1, parents);
    }

    private static MappedColumn column(String name, String sqlType, LogicalType type) {
        Column column = new Column(
                name,
                new ColumnType(sqlType, type, PostgresTypes.named(sqlType).structure()),
                !name.equals("id"),
                false,
                false,
                false,
                type == LogicalType.TEXT);
        return new MappedColumn(column, column, Transform.DIRECT);
    }
}
