package dev.reconciler.bench.lab.shop;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the target for the dual-writing application: whole rows by key, repeatable without further effect. */
public final class TargetRows {
    private final Connection target;
    private final ShopDialect dialect;

    /** @param target not in auto-commit mode; its foreign keys are checked when it commits, if at all */
    public TargetRows(Connection target) throws SQLException {
        this.target = target;
        this.dialect = ShopDialect.of(target);
        ShopSql.script(target, dialect.deferForeignKeys());
    }

    public void save(List<RowWrite> rows) throws SQLException {
        for (RowWrite row : rows) {
            save(row);
        }
    }

    public void save(RowWrite row) throws SQLException {
        EditableTable table = row.table().target();
        String name = dialect.table(table.ref());
        if (row.isGone()) {
            String where = table.key().stream()
                    .map(column -> ShopSql.name(column) + " = ?")
                    .collect(Collectors.joining(" AND "));
            ShopSql.update(target, "DELETE FROM " + name + " WHERE " + where, keys(table, row));
        } else {
            // One row or, on some servers, two if an earlier one was changed.
            if (ShopSql.update(target, upsert(name, table, row.values()), values(row.values())) == 0) {
                throw new IllegalStateException("did not write " + row.key() + " of " + table.id());
            }
        }
    }

    private String upsert(String name, EditableTable table, Map<String, @Nullable String> values) {
        List<String> others = values.keySet().stream()
                .filter(column -> !table.key().contains(column))
                .toList();
        return "INSERT INTO %s (%s) VALUES (%s) %s"
                .formatted(
                        name,
                        ShopSql.names(values.keySet()),
                        String.join(", ", Collections.nCopies(values.size(), "?")),
                        dialect.orUpdate(table.key(), others));
    }

    private @Nullable Object[] keys(EditableTable table, RowWrite row) {
        List<@Nullable Object> bound = new ArrayList<>();
        for (int i = 0; i < table.key().size(); i++) {
            bound.add(dialect.bound(table.key().get(i), row.key().parts().get(i)));
        }
        return bound.toArray();
    }

    private @Nullable Object[] values(Map<String, @Nullable String> values) {
        List<@Nullable Object> bound = new ArrayList<>();
        values.forEach((column, value) -> bound.add(dialect.bound(column, value)));
        return bound.toArray();
    }
}
