package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The foreign keys of tables and to tables, mapped or not, each table's read once. */
final class ForeignKeyCatalog {
    private static final String COLUMNS = """
            SELECT k.constraint_name, k.table_schema, k.table_name, k.column_name,
                k.referenced_table_schema, k.referenced_table_name, k.referenced_column_name,
                c.column_type, c.character_set_name, c.collation_name
            FROM information_schema.key_column_usage AS k JOIN information_schema.columns AS c
                ON c.table_schema = k.referenced_table_schema AND c.table_name = k.referenced_table_name
                AND c.column_name = k.referenced_column_name
            WHERE %s
            ORDER BY k.table_schema, k.table_name, k.constraint_name, k.ordinal_position""";
    private static final String OF = COLUMNS.formatted("k.table_schema = ? AND k.table_name = ?");
    private static final String TO = COLUMNS.formatted("k.referenced_table_schema = ? AND k.referenced_table_name = ?");

    private final Connection connection;
    private final Map<TableRef, List<Reference>> of = new HashMap<>();
    private final Map<TableRef, List<Reference>> to = new HashMap<>();

    ForeignKeyCatalog(Connection connection) {
        this.connection = connection;
    }

    /** @param parentValues of the parent's columns, as the key lists them */
    record Reference(ForeignKey key, List<MySqlValues> parentValues) {
        private Reference with(String column, String parentColumn, MySqlValues values) {
            return new Reference(
                    new ForeignKey(
                            key.name(),
                            key.child(),
                            appended(key.columns(), column),
                            key.parent(),
                            appended(key.parentColumns(), parentColumn),
                            false),
                    appended(parentValues, values));
        }

        private static <T> List<T> appended(List<T> list, T last) {
            List<T> longer = new ArrayList<>(list);
            longer.add(last);
            return longer;
        }
    }

    /** The foreign keys that the table has. */
    List<Reference> of(TableRef child) throws SQLException {
        return read(of, OF, child);
    }

    /** The foreign keys that refer to the table. */
    List<Reference> to(TableRef parent) throws SQLException {
        return read(to, TO, parent);
    }

    private List<Reference> read(Map<TableRef, List<Reference>> known, String sql, TableRef table) throws SQLException {
        List<Reference> references = known.get(table);
        if (references == null) {
            Map<List<String>, Reference> byName = new LinkedHashMap<>();
            Sql.each(connection, sql, row -> add(byName, row), table.schema(), table.name());
            references = List.copyOf(byName.values());
            known.put(table, references);
        }
        return references;
    }

    private static void add(Map<List<String>, Reference> byName, ResultSet row) throws SQLException {
        TableRef child = new TableRef(row.getString(2), row.getString(3));
        TableRef parent = new TableRef(row.getString(5), row.getString(6));
        String name = row.getString(1);
        String parentColumn = row.getString(7);
        Column column = new Column(
                parentColumn,
                MySqlTypes.of(row.getString(8), row.getString(9), row.getString(10)),
                true,
                false,
                false,
                false,
                false);
        Reference before = byName.getOrDefault(
                List.of(child.schema(), name),
                new Reference(new ForeignKey(name, child, List.of(), parent, List.of(), false), List.of()));
        byName.put(List.of(child.schema(), name), before.with(row.getString(4), parentColumn, MySqlValues.of(column)));
    }
}
