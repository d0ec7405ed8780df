package dev.reconciler.canary;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes changed rows of a table. A new value has the length and precision of the old one where possible, so that the target accepts it.
 * Only text and numbers outside of the key, the tenant, the filter, foreign keys and lookup tables change, in columns that are compared
 * exactly.
 */
public final class Differences {
    private static final String LETTERS = "xyzabcdefghijklmnopqrstuvw";
    private static final String DIGITS = "1234567890";

    private final MappedTable table;
    private final List<Integer> columns = new ArrayList<>();

    public Differences(MappedTable table) {
        this.table = table;
        for (int i = 0; i < table.columns().size(); i++) {
            if (isChangeable(i)) {
                columns.add(i);
            }
        }
    }

    private boolean isChangeable(int index) {
        MappedColumn column = table.columns().get(index);
        boolean refers = table.parents().stream()
                .anyMatch(key -> key.columns().contains(column.target().name()));
        return !table.key().contains(index)
                && index != table.tenant()
                && !table.isFilteredBy(index)
                && !refers
                && column.isWritten()
                && column.isCompared()
                && !column.hasTolerance()
                && !column.sources().isEmpty()
                && column.translation() == null
                && isChangeable(column.target().type().logical());
    }

    private static boolean isChangeable(LogicalType type) {
        return switch (type) {
            case TEXT, INTEGER, DECIMAL -> true;
            default -> false;
        };
    }

    /** Indexes of the columns that can change; empty if there is none. */
    public List<Integer> columns() {
        return List.copyOf(columns);
    }

    /** Changes one column of the row, if possible to a value that no other row has: the column may have to be unique. */
    public Row changed(Row row, int column, List<Row> others) {
        LogicalType type = table.columns().get(column).target().type().logical();
        List<String> values = others(type, row.value(column));
        String other = values.stream()
                .filter(value -> others.stream().noneMatch(one -> value.equals(one.value(column))))
                .findFirst()
                .orElse(values.get(0));
        List<@Nullable String> changed = new ArrayList<>(row.values());
        changed.set(column, other);
        return new Row(changed);
    }

    /** The number of variants that {@link #extra} has. */
    public int variants() {
        return columns.size() + 2;
    }

    /**
     * Makes a row with that key from the first of the other rows.
     *
     * @param variant 0 changes every column that can change, the next ones all but one column in turn, the last one none
     */
    public Row extra(RowKey key, List<Row> others, int variant) {
        Row row = others.get(0);
        for (int i = 0; i < columns.size(); i++) {
            if (i != variant - 1 && variant < variants() - 1) {
                row = changed(row, columns.get(i), others);
            }
        }
        List<@Nullable String> values = new ArrayList<>(row.values());
        for (int i = 0; i < table.key().size(); i++) {
            values.set(
                    table.key().get(i),
                    table.keyTypes().get(i).literal(key.parts().get(i)));
        }
        return new Row(values);
    }

    /** Candidate values that differ in the last character or digit. */
    private static List<String> others(LogicalType type, @Nullable String value) {
        boolean text = type == LogicalType.TEXT;
        String ends = text ? LETTERS : DIGITS;
        if (value == null || value.isEmpty()) {
            return each("", ends, 0);
        }
        int last = value.offsetByCodePoints(value.length(), -1);
        int at = ends.indexOf(value.substring(last));
        // NaN and the infinities have no digit to change.
        boolean change = text || at >= 0;
        List<String> others = new ArrayList<>(each(change ? value.substring(0, last) : "", ends, at + 1));
        others.remove(value);
        return others;
    }

    private static List<String> each(String start, String ends, int from) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ends.length(); i++) {
            texts.add(start + ends.charAt((from + i) % ends.length()));
        }
        return texts;
    }
}
