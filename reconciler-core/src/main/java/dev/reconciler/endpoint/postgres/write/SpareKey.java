package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Gives a row a key that no other row has, for as long as its own is being vacated. */
final class SpareKey {
    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    private final Connection connection;

    SpareKey(Connection connection) {
        this.connection = connection;
    }

    /** The row's key from now on; empty if there is no such row. */
    Optional<RowKey> stepAside(MappedTable table, RowKey from) throws SQLException {
        TableSql sql = new TableSql(table);
        int part = part(table);
        String texts =
                table.key().stream().map(i -> "t." + sql.column(i) + "::text").collect(Collectors.joining(", "));
        String update = "UPDATE " + sql.name() + " AS t SET " + sql.column(part) + " = "
                + unused(sql, part, type(table, part)) + " FROM " + sql.rows(true, List.of()) + " WHERE "
                + sql.sameKey()
                + " RETURNING " + texts;
        Parameters parameters = new Parameters(table).keys(List.of(from));
        return Sql.first(connection, update, row -> key(table, row), parameters.values());
    }

    /** Not the tenant's column, whose values mean something elsewhere. */
    private static int part(MappedTable table) throws SQLException {
        for (int index : table.key()) {
            if (index != table.tenant() && type(table, index) != LogicalType.BOOLEAN) {
                return index;
            }
        }
        throw new SQLException(
                "keys of " + table.id() + " are exchanged and have no spare value", FEATURE_NOT_SUPPORTED);
    }

    private static String unused(TableSql sql, int part, LogicalType type) throws SQLException {
        String column = sql.column(part);
        return switch (type) {
            case INTEGER, DECIMAL -> "(SELECT least(min(m." + column + "), 0) - 1 FROM " + sql.name() + " AS m)";
            case DATE, TIMESTAMP, INSTANT ->
                "(SELECT min(m." + column + ") - interval '1 day' FROM " + sql.name() + " AS m)";
            case UUID -> "gen_random_uuid()";
            case BYTES -> "decode(md5(encode(t." + column + ", 'hex')), 'hex')";
            case TEXT, PADDED_TEXT -> "'~' || left(md5(t." + column + "), 8)";
            default -> throw new SQLException(type + " has no spare value", FEATURE_NOT_SUPPORTED);
        };
    }

    private static RowKey key(MappedTable table, ResultSet result) throws SQLException {
        List<String> parts = new ArrayList<>();
        for (int k = 0; k < table.key().size(); k++) {
            parts.add(type(table, table.key().get(k)).canonical(result.getString(k + 1)));
        }
        return new RowKey(parts);
    }

    private static LogicalType type(MappedTable table, int index) {
        return table.columns().get(index).target().type().logical();
    }
}
