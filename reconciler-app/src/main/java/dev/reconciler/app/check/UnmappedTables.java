package dev.reconciler.app.check;

import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Source tables that no entry of the file maps: they are neither copied nor verified, which a person is told. */
final class UnmappedTables {
    /** More of a schema are told by their number and the largest ones. */
    private static final int NAMED = 10;

    private final Findings findings;

    UnmappedTables(Findings findings) {
        this.findings = findings;
    }

    /** @param estimates every table of the source with its estimated rows */
    void note(Map<TableRef, Long> estimates, Set<TableRef> mapped) {
        Map<String, Map<TableRef, Long>> unmapped = new TreeMap<>();
        estimates.forEach((table, rows) -> {
            if (!mapped.contains(table)) {
                unmapped.computeIfAbsent(table.schema(), schema -> new TreeMap<>())
                        .put(table, rows);
            }
        });
        unmapped.forEach((schema, tables) -> findings.note(
                "source schema " + schema,
                tables.size() + (tables.size() == 1 ? " table is" : " tables are")
                        + " not mapped, so neither copied nor" + " verified: " + listed(tables),
                "map them under 'tables', if they are part of the migration"));
    }

    private static String listed(Map<TableRef, Long> tables) {
        List<String> largest = tables.entrySet().stream()
                .sorted(Map.Entry.<TableRef, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMED)
                .map(entry -> entry.getKey() + " (" + rows(entry.getValue()) + ")")
                .toList();
        String more = tables.size() > NAMED ? ", and " + (tables.size() - NAMED) + " more" : "";
        return largest.stream().collect(Collectors.joining(", ")) + more;
    }

    private static String rows(long estimate) {
        return estimate < 0 ? "rows unknown: never analyzed" : "about " + estimate + " rows";
    }
}
