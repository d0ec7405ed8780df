package dev.reconciler.endpoint.postgres;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.row.InvalidValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A target table as a subquery whose columns hold the source's values. The planner merges it into the statement, so the unique index of
 * the lookup table's old values serves a range of keys. For a range of many keys the planner may scan both tables, and sort.
 */
public final class TranslationSql {
    private TranslationSql() {}

    /** The rows whose keys have entries. A reference without an entry is NULL there, beside its stored value. */
    static String rows(MappedTable table) {
        return subquery(table, "JOIN") + ") AS t";
    }

    /** The rows whose keys have no entry. */
    static String rowsWithoutKey(MappedTable table) {
        String absent = table.key().stream()
                .filter(index -> table.columns().get(index).translation() != null)
                .map(index -> "m" + index + "." + name(table.columns().get(index), false) + " IS NULL")
                .collect(Collectors.joining(" OR "));
        return subquery(table, "LEFT JOIN") + " WHERE " + absent + ") AS t";
    }

    private static String subquery(MappedTable table, String joinOfKey) {
        Set<String> selected = new LinkedHashSet<>(Set.of("x.xmin AS xmin"));
        StringBuilder joins = new StringBuilder();
        for (int i = 0; i < table.columns().size(); i++) {
            MappedColumn column = table.columns().get(i);
            String target = Identifiers.quote(column.target().name());
            Translation translation = column.translation();
            if (translation == null) {
                selected.add("x." + target + " AS " + target);
                continue;
            }
            String entry = "m" + i;
            selected.add(entry + "." + name(column, false) + " AS " + target);
            selected.add("x." + target + " AS " + Identifiers.quote(translation.storedAlias()));
            joins.append(table.key().contains(i) ? " " + joinOfKey + " " : " LEFT JOIN ")
                    .append(Identifiers.quote(translation.table()))
                    .append(" AS ")
                    .append(entry)
                    .append(" ON ")
                    .append(entry)
                    .append('.')
                    .append(name(column, true))
                    .append(" = x.")
                    .append(target);
        }
        return "(SELECT " + String.join(", ", selected) + " FROM " + Identifiers.quote(table.target()) + " AS x"
                + joins;
    }

    private static String name(MappedColumn column, boolean ofTarget) {
        Translation translation = translation(column);
        return Identifiers.quote((ofTarget ? translation.target() : translation.source()).name());
    }

    private static Translation translation(MappedColumn column) {
        Translation translation = column.translation();
        if (translation == null) {
            throw new IllegalArgumentException(column.target().name() + " has no lookup table");
        }
        return translation;
    }

    /** The text, or that of an invalid value if the stored value has no entry. @param text SQL of type text */
    static String orInvalid(MappedColumn column, String text) {
        Translation translation = translation(column);
        String stored = "t." + Identifiers.quote(translation.storedAlias());
        return "CASE WHEN t." + Identifiers.quote(column.target().name()) + " IS NULL AND " + stored
                + " IS NOT NULL THEN "
                + Identifiers.literal(InvalidValue.MARK + translation.beforeStored()) + " || " + stored + "::text || "
                + Identifiers.literal(translation.afterStored()) + " ELSE " + text + " END";
    }

    /** The texts of the key's columns as the target stores them, for people. */
    public static List<String> storedKey(MappedTable table) {
        return table.keyColumns().stream()
                .map(column -> {
                    Translation translation = column.translation();
                    String name = translation == null ? column.target().name() : translation.storedAlias();
                    return "t." + Identifiers.quote(name) + "::text";
                })
                .toList();
    }
}
