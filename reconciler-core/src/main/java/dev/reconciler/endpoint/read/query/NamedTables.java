package dev.reconciler.endpoint.read.query;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The mapped tables that a query names, without schema.
 *
 * @param problems of their names, each with its fix
 */
public record NamedTables(List<MappedTable> tables, List<String> problems) {
    public NamedTables {
        tables = List.copyOf(tables);
        problems = List.copyOf(problems);
    }

    /** @param isNamed true for the name of a table that the query has */
    public static NamedTables of(Collection<MappedTable> mapped, Side side, Predicate<String> isNamed) {
        List<MappedTable> tables = mapped.stream()
                .filter(table -> isNamed.test(ref(table, side).name()))
                .toList();
        List<String> problems = new ArrayList<>();
        ambiguous(tables, side, problems);
        if (tables.isEmpty()) {
            problems.add("the query names no mapped table: name one of "
                    + mapped.stream()
                            .map(table -> ref(table, side).name())
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        return new NamedTables(tables, problems);
    }

    public static TableRef ref(MappedTable table, Side side) {
        return side == Side.SOURCE ? table.source() : table.target();
    }

    private static void ambiguous(List<MappedTable> tables, Side side, List<String> problems) {
        Map<String, TableRef> seen = new TreeMap<>();
        for (MappedTable table : tables) {
            TableRef ref = ref(table, side);
            TableRef other = seen.putIfAbsent(ref.name(), ref);
            if (other != null && !other.equals(ref)) {
                problems.add(
                        ref.name() + " may mean " + other + " or " + ref + ", both mapped: a rule can't use either");
            } else if (other != null) {
                problems.add(other + " is in two mappings: a rule can't use it");
            }
        }
    }
}
