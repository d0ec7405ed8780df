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

    /** @param target not in auto-commit mode; its foreign keys are checked when it commits */
    public TargetRows(Connection target) throws SQLException {
        this.target = target;
        ShopSql.script(target, "SET CONSTRAINTS ALL DEFERRED");
    }

    public void save(List<RowWrite> rows) throws SQLException {
        for (RowWrite row : rows) {
            save(row);
        }
    }

    public void save(RowWrite row) throws SQLException {
        EditableTable table = row.table().target();
        String name = ShopSql.name("shop") + "." + ShopSql.name(table.ref().name());
        if (row.isGone()) {
            String where = table.key().stream()
                    .map(column -> ShopSql.name(column) + " = ?")
                    .collect(Collectors.joining(" AND "));
            ShopSql.update(
                    target,
                    "DELETE FROM " + name + " WHERE " + where,
                    row.key().parts().stream().map(ShopSql.Text::new).toArray());
        } else {
            ShopSql.updateOne(target, upsert(name, table, row.values()), values(row.values()));
        }
    }

    private static String upsert(String name, EditableTable table, Map<String, @Nullable String> values) {
        String changes = values.keySet().stream()
                .filter(column -> !table.key().contains(column))
                .map(column -> ShopSql.name(column) + " = EXCLUDED." + ShopSql.name(column))
                .collect(Collectors.joining(", "));
        return "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s"
                .formatted(
                        name,
                        ShopSql.names(values.keySet()),
                        String.join(", ", Collections.nCopies(values.size(), "?")),
                        ShopSql.names(table.key()),
                        changes);
    }

    private static Object[] values(Map<String, @Nullable String> values) {
        List<Object> bound = new ArrayList<>();
        values.values().forEach(value -> bound.add(new ShopSql.Text(value)));
        return bound.toArray();
    }
}
