package dev.reconciler.rules;

import dev.reconciler.endpoint.read.QueryColumn;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query's rows by their key columns. Numbers are compared by value, so 1 and 1.0 are one group. */
final class Grouped {
    /** The text of the only group of a result without key columns. */
    private static final String ALL = "all rows";

    private final List<String> key;
    private final Map<List<@Nullable String>, List<@Nullable String>> rows = new LinkedHashMap<>();
    private final List<QueryColumn> columns;

    private Grouped(List<String> key, List<QueryColumn> columns) {
        this.key = key;
        this.columns = columns;
    }

    /** The first row of each key. */
    static Grouped first(List<String> key, List<QueryColumn> columns, List<List<@Nullable String>> rows) {
        Grouped grouped = new Grouped(key, columns);
        rows.forEach(row -> grouped.rows.putIfAbsent(grouped.keyOf(row), row));
        return grouped;
    }

    /** @throws QueryRefusedException if two rows have the same key */
    static Grouped of(Side side, List<String> key, List<QueryColumn> columns, List<List<@Nullable String>> rows) {
        Grouped grouped = new Grouped(key, columns);
        for (List<@Nullable String> row : rows) {
            List<@Nullable String> group = grouped.keyOf(row);
            if (grouped.rows.put(group, row) != null) {
                throw new QueryRefusedException(
                        "the query on the " + side.noun() + " gives more than one row for " + grouped.text(group)
                                + ": group by the key columns, or add columns to the key",
                        null);
            }
        }
        return grouped;
    }

    private List<@Nullable String> keyOf(List<@Nullable String> row) {
        List<@Nullable String> group = new ArrayList<>(key.size());
        for (String column : key) {
            int index = Columns.indexOf(columns, column);
            String value = row.get(index);
            boolean number = columns.get(index).kind() == QueryColumn.Kind.NUMBER;
            group.add(value != null && number ? Values.plain(value) : value);
        }
        return Collections.unmodifiableList(group);
    }

    Map<List<@Nullable String>, List<@Nullable String>> rows() {
        return rows;
    }

    /** The group as text: the same group gives the same text, different groups different ones. */
    String text(List<@Nullable String> group) {
        return key.isEmpty() ? ALL : Values.text(key, group);
    }

    @Nullable
    String value(List<@Nullable String> row, String column) {
        return row.get(Columns.indexOf(columns, column));
    }
}
