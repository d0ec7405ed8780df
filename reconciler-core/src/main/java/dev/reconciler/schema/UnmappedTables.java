package dev.reconciler.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Source tables of one schema that no mapping names: they are neither copied nor verified.
 *
 * @param tables the number of unmapped tables
 * @param largest those with the most rows, at most {@link #NAMED}
 */
public record UnmappedTables(String schema, int tables, List<Named> largest) {
    /** The number of tables that are named per schema. */
    public static final int NAMED = 10;

    public UnmappedTables {
        largest = List.copyOf(largest);
    }

    /** @param rows the planner's estimate; null if the table was never analyzed */
    public record Named(String table, @Nullable Long rows) {}

    /**
     * Groups by schema, in the order of their names.
     *
     * @param estimates every table of the source with its estimated rows, -1 if unknown
     */
    public static List<UnmappedTables> of(Map<TableRef, Long> estimates, Set<TableRef> mapped) {
        Map<String, Map<TableRef, Long>> unmapped = new TreeMap<>();
        estimates.forEach((table, rows) -> {
            if (!mapped.contains(table)) {
                unmapped.computeIfAbsent(table.schema(), schema -> new TreeMap<>())
                        .put(table, rows);
            }
        });
        List<UnmappedTables> groups = new ArrayList<>();
        unmapped.forEach((schema, tables) -> groups.add(new UnmappedTables(schema, tables.size(), largest(tables))));
        return groups;
    }

    private static List<Named> largest(Map<TableRef, Long> tables) {
        return tables.entrySet().stream()
                .sorted(Map.Entry.<TableRef, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMED)
                .map(table -> new Named(table.getKey().toString(), table.getValue() < 0 ? null : table.getValue()))
                .toList();
    }
}
