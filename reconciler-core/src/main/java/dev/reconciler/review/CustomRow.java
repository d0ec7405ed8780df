package dev.reconciler.review;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A row with values that a person edited, all of them valid for their columns. */
final class CustomRow {
    private final ColumnCast cast;

    CustomRow(ColumnCast cast) {
        this.cast = cast;
    }

    /** @throws DecisionRefusedException if a value is invalid; names every such column */
    Row of(MappedTable table, Row base, Map<String, @Nullable String> values) {
        Map<String, String> problems = new TreeMap<>();
        values.forEach((column, text) -> {
            String problem = problem(table, table.indexOf(column), text);
            if (!problem.isEmpty()) {
                problems.put(column, problem);
            }
        });
        refuse(problems);
        ColumnCast.Cast checked = cast.cast(table, values);
        refuse(checked.problems());
        List<@Nullable String> edited = new ArrayList<>(base.values());
        checked.texts().forEach((column, text) -> edited.set(table.indexOf(column), text));
        return new Row(edited);
    }

    private static String problem(MappedTable table, int index, @Nullable String text) {
        if (index < 0) {
            return "no such column is mapped";
        }
        if (table.key().contains(index) || index == table.tenant()) {
            return "key and tenant identify the row; they can't be edited";
        }
        MappedColumn column = table.columns().get(index);
        if (!column.isWritten()) {
            return "the target generates it";
        }
        return text == null && !column.target().nullable() ? "it must not be NULL" : "";
    }

    private static void refuse(Map<String, String> problems) {
        if (!problems.isEmpty()) {
            throw new DecisionRefusedException("these values are invalid", problems);
        }
    }
}
