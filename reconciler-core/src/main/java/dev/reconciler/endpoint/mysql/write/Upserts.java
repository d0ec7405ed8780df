package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.write.KeyedWrite.Upsert;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Insert or overwrite by the key, and by the key only: another unique index that objects fails the statement.
 *
 * <ol>
 *   <li>The rows that exist under the keys are locked, those of every tenant.
 *   <li>The existing rows are overwritten by {@code INSERT ... ON DUPLICATE KEY UPDATE}, many rows in one statement. By itself this
 *       overwrites the row of whichever unique index objects first. It is the key's row where the key is the primary key; else a
 *       guard compares the key of the row that would be overwritten, and fails the statement if it is another one.
 *   <li>The absent rows are inserted by a plain INSERT, which overwrites nothing.
 * </ol>
 */
final class Upserts {
    private final Connection connection;
    private final RowLookup lookup;
    private final StatementLimits limits;

    Upserts(Connection connection, RowLookup lookup, StatementLimits limits) {
        this.connection = connection;
        this.lookup = lookup;
        this.limits = limits;
    }

    WriteResult write(TableSql sql, TenantScope scope, List<Upsert> upserts) throws SQLException {
        ScopeRule rule = new ScopeRule(sql.table(), scope);
        List<RowKey> keys = upserts.stream()
                .filter(upsert -> rule.admits(upsert.row(), Set.of()))
                .map(Upsert::key)
                .toList();
        Map<RowKey, Row> existing = lookup.existing(sql, keys);
        List<RowKey> foreign = new ArrayList<>();
        List<Row> present = new ArrayList<>();
        List<Row> absent = new ArrayList<>();
        for (Upsert upsert : upserts) {
            Row row = existing.get(upsert.key());
            if (!rule.admits(upsert.row(), Set.of()) || row != null && !rule.allows(row, upsert.row(), Set.of())) {
                foreign.add(upsert.key());
            } else {
                (row == null ? absent : present).add(upsert.row());
            }
        }
        overwrite(sql, present);
        insert(sql, absent, "");
        return new WriteResult(present.size() + absent.size(), List.of(), foreign);
    }

    RowWriter.Inserted insertAbsent(TableSql sql, TenantScope scope, List<Row> rows) throws SQLException {
        ScopeRule rule = new ScopeRule(sql.table(), scope);
        for (Row row : rows) {
            if (!rule.holds(row)) {
                throw new IllegalArgumentException(
                        "row " + sql.table().keyOf(row) + " of " + sql.table().id() + " is out of scope: " + scope);
            }
        }
        Map<RowKey, Row> existing =
                lookup.existing(sql, rows.stream().map(sql.table()::keyOf).toList());
        List<Row> absent = rows.stream()
                .filter(row -> !existing.containsKey(sql.table().keyOf(row)))
                .toList();
        Set<RowKey> collisions = new HashSet<>();
        for (List<Row> some : limits.rows(absent, sql.written(index -> true))) {
            collisions.addAll(insertBesideOthers(sql, some));
        }
        long written = absent.size() - (long) collisions.size();
        existing.forEach((key, row) -> {
            if (!sql.table().isInTargetFilter(row)) {
                collisions.add(key);
            }
        });
        return new RowWriter.Inserted(written, collisions);
    }

    /**
     * Inserts absent rows, and returns the keys of those that the key's collation takes for another row's. Only the server knows them: if
     * it rejects the statement, it is repeated so that such a row changes nothing, and the rows that exist afterwards are looked up.
     */
    private Set<RowKey> insertBesideOthers(TableSql sql, List<Row> rows) throws SQLException {
        try {
            insert(sql, rows, "");
            return Set.of();
        } catch (SQLException e) {
            if (MySqlFailures.violation(e) != Violation.UNIQUE
                    || sql.keyCollation().isEmpty()) {
                throw e;
            }
        }
        insert(sql, rows, onDuplicate(sql, guard(sql, index -> existing(sql, index))));
        List<RowKey> keys = rows.stream().map(sql.table()::keyOf).toList();
        Set<RowKey> left = new HashSet<>(keys);
        left.removeAll(lookup.existing(sql, keys).keySet());
        return left;
    }

    private void overwrite(TableSql sql, List<Row> rows) throws SQLException {
        List<Integer> set = sql.written(index -> !sql.isKey(index));
        if (!set.isEmpty()) {
            String assignments = set.stream()
                    .map(index -> ", " + sql.column(index) + " = " + inserted(sql, index))
                    .collect(Collectors.joining());
            String guard = guard(sql, index -> sql.bytes(index, existing(sql, index)));
            insert(sql, rows, onDuplicate(sql, guard + assignments));
        }
    }

    private static String onDuplicate(TableSql sql, String assignments) {
        return (sql.kind() == MySqlKind.MYSQL ? " AS " + newRow(sql) : "") + " ON DUPLICATE KEY UPDATE " + assignments;
    }

    /**
     * Assigns a key column to itself; if the row has another key, a subquery of two rows fails with error 1242.
     *
     * @param existing the existing row's value of a key column, as it is compared
     */
    private static String guard(TableSql sql, IntFunction<String> existing) {
        String sameKey = sql.table().targetKey().stream()
                .map(index -> existing.apply(index) + " = " + inserted(sql, index))
                .collect(Collectors.joining(" AND "));
        String key = existing(sql, sql.table().targetKey().get(0));
        return key + " = IF(" + sameKey + ", " + key + ", (SELECT " + key + " UNION ALL SELECT " + key + "))";
    }

    private static String existing(TableSql sql, int index) {
        return sql.name() + "." + sql.column(index);
    }

    /** The value that the INSERT has for the column. */
    private static String inserted(TableSql sql, int index) {
        return sql.kind() == MySqlKind.MYSQL
                ? newRow(sql) + "." + sql.column(index)
                : "VALUES(" + sql.column(index) + ")";
    }

    /** The alias of the new row in MySQL; it must not be the name of the table. */
    private static String newRow(TableSql sql) {
        return MySqlIdentifiers.quote("new_" + sql.table().target().name());
    }

    /** A statement for the same number of rows is prepared once, as the driver parses its text. @param onDuplicate the end of the statement */
    private void insert(TableSql sql, List<Row> rows, String onDuplicate) throws SQLException {
        List<Integer> columns = sql.written(index -> true);
        List<List<Row>> parts = limits.rows(rows, columns);
        for (int part = 0; part < parts.size(); ) {
            int size = parts.get(part).size();
            String insert = "INSERT INTO " + sql.name() + " (" + sql.list(columns) + ") VALUES "
                    + TableSql.rows(size, columns.size()) + onDuplicate;
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                for (; part < parts.size() && parts.get(part).size() == size; part++) {
                    Parameters parameters = new Parameters(sql);
                    parts.get(part).forEach(row -> parameters.row(row, columns));
                    parameters.bind(statement);
                    statement.executeLargeUpdate();
                }
            }
        }
    }
}
