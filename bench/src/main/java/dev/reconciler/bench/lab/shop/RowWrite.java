package dev.reconciler.bench.lab.shop;

import dev.reconciler.row.RowKey;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row that the target must have from now on.
 *
 * @param values by the target's columns, in text form; empty if there should be no such row
 */
public record RowWrite(ShopTable table, RowKey key, Map<String, @Nullable String> values) {
    public RowWrite {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public boolean isGone() {
        return values.isEmpty();
    }

    /** The row, and those that it refers to: their writes must not overtake each other. */
    public Set<TableRow> concerns() {
        Set<TableRow> rows = new HashSet<>();
        rows.add(new TableRow(table.target().id(), key));
        table.parents().forEach((column, parent) -> {
            String value = values.get(column);
            if (value != null) {
                rows.add(new TableRow(parent.id(), RowKey.of(value)));
            }
        });
        return rows;
    }

    /** The tenant that the values name; empty for a table without tenants. */
    public String tenant() {
        String column = table.target().tenant();
        return column == null ? "" : Objects.requireNonNull(values.get(column), column);
    }
}
