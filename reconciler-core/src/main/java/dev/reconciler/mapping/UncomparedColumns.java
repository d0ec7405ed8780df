package dev.reconciler.mapping;

import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableSchema;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Columns of a mapped table that no comparison sees, or not exactly, each with the reason. */
public final class UncomparedColumns {
    private UncomparedColumns() {}

    /** Reasons by column; {@code source} or {@code target} in front says whose it is. */
    public static Map<String, String> of(MappedTable table, TableSchema source, TableSchema target) {
        Set<String> read = new HashSet<>();
        Set<String> compared = new HashSet<>();
        for (MappedColumn column : table.columns()) {
            compared.add(column.target().name());
            column.sources().forEach(from -> read.add(from.name()));
        }
        Set<String> filters = table.filter(Side.SOURCE).conditions().stream()
                .map(condition -> condition.column().name())
                .collect(Collectors.toSet());
        Map<String, String> reasons = new TreeMap<>(notExactly(table));
        for (Column column : source.columns()) {
            if (!read.contains(column.name())) {
                reasons.put(
                        "source " + column.name(),
                        filters.contains(column.name()) ? "rows are filtered by it; it is not copied" : reason(column));
            }
        }
        for (Column column : target.columns()) {
            if (!compared.contains(column.name())) {
                reasons.put("target " + column.name(), reason(column));
            }
        }
        return reasons;
    }

    /** Reasons of the mapped columns that are not compared exactly, by column; {@code target} is in front. */
    public static Map<String, String> notExactly(MappedTable table) {
        Map<String, String> reasons = new TreeMap<>();
        for (MappedColumn column : table.columns()) {
            column.comparison()
                    .limit()
                    .ifPresent(limit -> reasons.put("target " + column.target().name(), limit));
        }
        return reasons;
    }

    private static String reason(Column column) {
        return column.generated()
                ? "the server generates it; what it is computed from is compared"
                : "the mapping leaves it out";
    }
}
