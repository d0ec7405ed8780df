package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * SQL for a target table as a derived table whose columns hold the source's values. Servers merge it into the statement, so the unique
 * index of a lookup table's old values serves ranges and order of a key.
 *
 * @param name quotes the name of a column
 * @param table quotes the name of a table
 * @param system columns of the engine's own that the derived table has too
 */
public record TranslatedRows(UnaryOperator<String> name, Function<TableRef, String> table, List<String> system) {
    public TranslatedRows {
        system = List.copyOf(system);
    }

    /** The rows whose keys have entries. A reference without an entry is NULL there, beside its stored value. */
    public String rows(MappedTable of, String alias) {
        return subquery(of, "JOIN") + ") AS " + alias;
    }

    /** The rows whose keys have no entry. */
    public String rowsWithoutKey(MappedTable of, String alias) {
        List<String> absent = new ArrayList<>();
        for (int index : of.key()) {
            Translation translation = of.columns().get(index).translation();
            if (translation != null) {
                absent.add(entry(index, translation.source().name()) + " IS NULL");
            }
        }
        return subquery(of, "LEFT JOIN") + " WHERE " + String.join(" OR ", absent) + ") AS " + alias;
    }

    private String subquery(MappedTable of, String joinOfKey) {
        Set<String> selected = system.stream()
                .map(column -> "x." + column + " AS " + column)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        StringBuilder joins = new StringBuilder();
        for (int i = 0; i < of.columns().size(); i++) {
            MappedColumn column = of.columns().get(i);
            String target = name.apply(column.target().name());
            Translation translation = column.translation();
            if (translation == null) {
                selected.add("x." + target + " AS " + target);
                continue;
            }
            selected.add(entry(i, translation.source().name()) + " AS " + target);
            selected.add("x." + target + " AS " + name.apply(translation.storedAlias()));
            joins.append(of.key().contains(i) ? " " + joinOfKey + " " : " LEFT JOIN ")
                    .append(table.apply(translation.table()))
                    .append(" AS m")
                    .append(i)
                    .append(" ON ")
                    .append(entry(i, translation.target().name()))
                    .append(" = x.")
                    .append(target);
        }
        return "(SELECT " + String.join(", ", selected) + " FROM " + table.apply(of.target()) + " AS x" + joins;
    }

    private String entry(int index, String column) {
        return "m" + index + "." + name.apply(column);
    }
}
