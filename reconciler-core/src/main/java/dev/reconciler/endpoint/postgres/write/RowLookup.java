package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.ForeignKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds rows by key. */
final class RowLookup {
    private final Connection connection;

    RowLookup(Connection connection) {
        this.connection = connection;
    }

    /** Locks in the order of the keys, so that two lockers can't wait for each other. */
    Map<RowKey, Row> lock(MappedTable table, List<RowKey> keys) throws SQLException {
        TableSql sql = new TableSql(table);
        String columns = IntStream.range(0, table.columns().size())
                .mapToObj(i -> "t." + sql.column(i) + "::text")
                .collect(Collectors.joining(", "));
        String select = "SELECT u.n, " + columns + " FROM " + sql.rows(true, List.of()) + " JOIN " + sql.name()
                + " AS t ON " + sql.sameKey() + " ORDER BY u.n FOR UPDATE OF t";
        Map<RowKey, Row> rows = new LinkedHashMap<>();
        Sql.RowReader reader = row -> {
            List<@Nullable String> values = new ArrayList<>();
            for (int i = 0; i < table.columns().size(); i++) {
                values.add(row.getString(i + 2));
            }
            rows.put(keys.get((int) row.getLong(1) - 1), new Row(values));
        };
        Sql.each(connection, select, reader, new Parameters(table).keys(keys).values());
        return rows;
    }

    /**
     * Returns the keys whose row, which it locks, is out of scope, does not belong to the mapping, or is of another tenant than the one
     * given for it.
     */
    List<RowKey> foreign(MappedTable table, TenantScope scope, List<RowKey> keys, @Nullable List<Row> rows)
            throws SQLException {
        TableSql sql = new TableSql(table);
        if (!table.hasTenants() && !sql.guards(scope) || keys.isEmpty()) {
            return List.of();
        }
        boolean compared = rows != null && table.hasTenants();
        List<Integer> tenant = compared ? List.of(table.tenant()) : List.of();
        String select =
                "SELECT u.n FROM " + sql.rows(true, tenant) + " JOIN " + sql.name() + " AS t ON " + sql.sameKey()
                        + " WHERE (" + (compared ? sql.sameTenant("u") + " AND " : "") + sql.inScope(scope)
                        + ") IS NOT TRUE ORDER BY u.n FOR UPDATE OF t";
        Parameters parameters = new Parameters(table)
                .keys(keys)
                .rows(rows == null ? List.of() : rows, tenant)
                .scope(scope);
        return numbers(connection, select, parameters).stream().map(keys::get).toList();
    }

    /** Returns the rows that refer by this foreign key to a row that does not exist. */
    List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> rows) throws SQLException {
        TableSql sql = new TableSql(table);
        String given = columns.stream().map(i -> "u.c" + i + " IS NOT NULL").collect(Collectors.joining(" AND "));
        String same = IntStream.range(0, columns.size())
                .mapToObj(i -> "p." + Identifiers.quote(key.parentColumns().get(i)) + " = " + sql.value(columns.get(i)))
                .collect(Collectors.joining(" AND "));
        String select =
                "SELECT u.n FROM " + sql.rows(false, columns) + " WHERE " + given + " AND NOT EXISTS (SELECT FROM "
                        + Identifiers.quote(key.parent()) + " AS p WHERE " + same + ") ORDER BY u.n";
        return numbers(connection, select, new Parameters(table).rows(rows, columns)).stream()
                .map(rows::get)
                .toList();
    }

    /** Runs a statement whose first column is {@code n}, and returns the indexes of those rows. */
    static List<Integer> numbers(Connection connection, String sql, Parameters parameters) throws SQLException {
        return Sql.list(connection, sql, row -> (int) row.getLong(1) - 1, parameters.values());
    }
}
