package dev.reconciler.bench.lab.drift;

import dev.reconciler.bench.lab.shop.EditableTable;
import dev.reconciler.bench.lab.shop.Fragment;
import dev.reconciler.bench.lab.shop.ShopDialect;
import dev.reconciler.bench.lab.shop.ShopSql;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements that edit single rows of one database, in one open transaction. */
public final class EditSession {
    private final Connection connection;
    private final ShopDialect dialect;

    /** @param connection not in auto-commit mode */
    public EditSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.dialect = ShopDialect.of(connection);
    }

    /** A row that may be edited, with its tenant. */
    public record EditableRow(EditableTable table, RowKey key, TenantId tenant) {
        /**
         * @param tenants tenants whose data the drift changes
         * @param values values by which a rule may group the row, before or after
         */
        Injected injected(DriftKind kind, Instant at, Set<TenantId> tenants, Set<String> values, boolean hot) {
            Set<String> tables = new HashSet<>(table.rules().disturbs());
            tables.add(table.id());
            return new Injected(kind, table.id(), tenant, key, at, new Injected.Reach(tables, tenants, values), hot);
        }
    }

    /** The rows for which the condition on {@code t} holds, in key order. */
    public List<EditableRow> rows(EditableTable table, String condition, @Nullable Object... values)
            throws SQLException {
        String keys = table.key().stream()
                .map(k -> dialect.text("t." + ShopSql.name(k)))
                .collect(Collectors.joining(", "));
        String sql = "SELECT %s, %s FROM %s t WHERE %s ORDER BY %s"
                .formatted(keys, tenantOf(table), from(table), condition, keys);
        List<EditableRow> victims = new ArrayList<>();
        for (List<@Nullable String> row : ShopSql.rows(connection, sql, values)) {
            int width = table.key().size();
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                parts.add(Objects.requireNonNull(row.get(i)));
            }
            victims.add(
                    new EditableRow(table, new RowKey(parts), new TenantId(Objects.requireNonNull(row.get(width)))));
        }
        return victims;
    }

    /** Values of the row by which a rule may group; empty if there is no such row now. */
    Set<String> groupValues(EditableRow row) throws SQLException {
        List<String> columns = new ArrayList<>();
        row.table().key().forEach(k -> columns.add("t." + ShopSql.name(k)));
        columns.add(tenantOf(row.table()));
        row.table().rules().groups().forEach(group -> columns.add(group.in(dialect)));
        String sql = "SELECT " + String.join(", ", columns) + " FROM " + from(row.table()) + " t WHERE "
                + whereKey(row.table());
        Set<String> values = new HashSet<>();
        for (List<@Nullable String> found : ShopSql.rows(connection, sql, key(row))) {
            found.stream().filter(Objects::nonNull).forEach(values::add);
        }
        return values;
    }

    void delete(EditableRow row) throws SQLException {
        ShopSql.updateOne(connection, "DELETE FROM " + from(row.table()) + " WHERE " + whereKey(row.table()), key(row));
    }

    /** @param assignment as in {@link EditableTable#changes} */
    public void change(EditableRow row, Fragment assignment) throws SQLException {
        ShopSql.updateOne(
                connection,
                "UPDATE " + from(row.table()) + " t SET " + assignment.in(dialect) + " WHERE " + whereKey(row.table()),
                key(row));
    }

    void move(EditableRow row, TenantId to) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(to.value()));
        values.addAll(row.key().parts());
        ShopSql.updateOne(
                connection,
                "UPDATE " + from(row.table()) + " t SET " + ShopSql.name(tenantColumn(row.table())) + " = ? WHERE "
                        + whereKey(row.table()),
                values.toArray());
    }

    /** Inserts a copy of the row, except for the columns that have other values, as text. */
    EditableRow copy(EditableRow row, Map<String, String> differences) throws SQLException {
        List<Object> values = new ArrayList<>();
        List<String> selected = new ArrayList<>();
        List<String> columns = ShopSql.columns(connection, from(row.table()));
        for (String column : columns) {
            String other = differences.get(column);
            selected.add(other == null ? ShopSql.name(column) : "?");
            if (other != null) {
                values.add(dialect.bound(column, other));
            }
        }
        values.addAll(row.key().parts());
        ShopSql.updateOne(
                connection,
                "INSERT INTO %s (%s) %s SELECT %s FROM %s t WHERE %s"
                        .formatted(
                                from(row.table()),
                                ShopSql.names(columns),
                                dialect.withGivenKeys(),
                                String.join(", ", selected),
                                from(row.table()),
                                whereKey(row.table())),
                values.toArray());
        List<String> key = new ArrayList<>();
        for (int i = 0; i < row.table().key().size(); i++) {
            key.add(differences.getOrDefault(
                    row.table().key().get(i), row.key().parts().get(i)));
        }
        return new EditableRow(row.table(), new RowKey(key), row.tenant());
    }

    /** Switches off the checks of foreign keys until the end of the transaction or, on some servers, of the session. */
    void ignoreForeignKeys() throws SQLException {
        ShopSql.script(connection, dialect.ignoreForeignKeys());
    }

    private String from(EditableTable table) {
        return dialect.table(table.ref());
    }

    private static String tenantOf(EditableTable table) {
        return table.tenant() == null ? "''" : "t." + ShopSql.name(table.tenant());
    }

    private static String tenantColumn(EditableTable table) {
        return Objects.requireNonNull(table.tenant(), table.ref().name());
    }

    private String whereKey(EditableTable table) {
        return table.key().stream().map(dialect::hasKey).collect(Collectors.joining(" AND "));
    }

    private static Object[] key(EditableRow row) {
        return row.key().parts().toArray();
    }
}
