package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.ForeignKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows by key. Where the keys are a large part of a table, the server reads all of it, and waits for rows that another
 * session has locked even if they have other keys.
 */
final class RowLookup {
    private static final Comparator<RowKey> BY_PARTS = Comparator.comparing(RowKey::encoded);
    /** Each reference is a subquery, and the server opens the table for each. */
    private static final int REFERENCES = 50;

    private final Connection connection;
    private final StatementLimits limits;

    RowLookup(Connection connection, StatementLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    /** Locks the rows with these keys until the transaction ends; returns what {@link ScopeRule} looks at, the other columns as NULL. */
    Map<RowKey, Row> existing(TableSql sql, List<RowKey> keys) throws SQLException {
        Set<Integer> columns = new LinkedHashSet<>(sql.table().key());
        if (sql.table().hasTenants()) {
            columns.add(sql.table().tenant());
        }
        sql.all().stream().filter(sql.table()::isFilteredBy).forEach(columns::add);
        return lock(sql, keys, List.copyOf(columns));
    }

    /** Locks the rows in the order of the keys, so that two lockers rarely wait for each other. */
    Map<RowKey, Row> lock(TableSql sql, List<RowKey> keys) throws SQLException {
        return lock(sql, keys.stream().distinct().sorted(BY_PARTS).toList(), sql.all());
    }

    private Map<RowKey, Row> lock(TableSql sql, List<RowKey> keys, List<Integer> columns) throws SQLException {
        Map<RowKey, Row> rows = new HashMap<>();
        for (List<RowKey> some : limits.keys(sql, keys)) {
            String select = "SELECT " + sql.select(columns) + " FROM " + sql.name() + " AS t WHERE "
                    + sql.oneOfKeys(some.size()) + " FOR UPDATE";
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                new Parameters(sql).keys(some).bind(statement);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        Row row = row(sql, result, columns);
                        rows.put(sql.table().keyOf(row), row);
                    }
                }
            }
        }
        return rows;
    }

    private static Row row(TableSql sql, ResultSet result, List<Integer> columns) throws SQLException {
        List<@Nullable String> values =
                new ArrayList<>(Collections.nCopies(sql.table().columns().size(), null));
        for (int i = 0; i < columns.size(); i++) {
            values.set(columns.get(i), sql.values(columns.get(i)).read(result, i + 1));
        }
        return new Row(values);
    }

    /**
     * Returns the rows that refer by this foreign key to a row that does not exist. The rows that do exist are locked against
     * deletion until the transaction ends.
     */
    List<Row> dangling(TableSql sql, ForeignKey key, List<Integer> columns, List<Row> rows) throws SQLException {
        List<Row> referring = rows.stream()
                .filter(row -> columns.stream().allMatch(index -> row.value(index) != null))
                .toList();
        List<Row> dangling = new ArrayList<>();
        for (int from = 0; from < referring.size(); from += REFERENCES) {
            List<Row> some = referring.subList(from, Math.min(from + REFERENCES, referring.size()));
            String exists = "EXISTS (SELECT 1 FROM " + MySqlIdentifiers.quote(key.parent()) + " WHERE "
                    + key.parentColumns().stream()
                            .map(column -> MySqlIdentifiers.quote(column) + " = ?")
                            .collect(Collectors.joining(" AND "))
                    + " LOCK IN SHARE MODE)";
            Parameters parameters = new Parameters(sql);
            some.forEach(row -> parameters.row(row, columns));
            String select = "SELECT " + String.join(", ", Collections.nCopies(some.size(), exists));
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                parameters.bind(statement);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    for (int i = 0; i < some.size(); i++) {
                        if (!result.getBoolean(i + 1)) {
                            dangling.add(some.get(i));
                        }
                    }
                }
            }
        }
        return dangling;
    }
}
