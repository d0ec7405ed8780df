package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.schema.Column;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A target table as a derived table whose columns hold the source's values. Both servers merge it into the statement, so ranges and
 * order of a key are served by the unique index of the lookup table's old values.
 */
final class TranslationSql {
    private TranslationSql() {}

    /** The rows whose keys have entries. A reference without an entry is NULL there, beside its stored value. */
    static String rows(MappedTable table) {
        return subquery(table, "JOIN") + ") AS " + TableSql.ALIAS;
    }

    /** The rows whose keys have no entry. */
    static String rowsWithoutKey(MappedTable table) {
        String absent = table.key().stream()
                .filter(index -> table.columns().get(index).translation() != null)
                .map(index -> "m" + index + "."
                        + MySqlIdentifiers.quote(
                                of(table.columns().get(index)).source().name()) + " IS NULL")
                .collect(Collectors.joining(" OR "));
        return subquery(table, "LEFT JOIN") + " WHERE " + absent + ") AS " + TableSql.ALIAS;
    }

    private static String subquery(MappedTable table, String joinOfKey) {
        Set<String> selected = new LinkedHashSet<>();
        StringBuilder joins = new StringBuilder();
        for (int i = 0; i < table.columns().size(); i++) {
            MappedColumn column = table.columns().get(i);
            String target = MySqlIdentifiers.quote(column.target().name());
            if (column.translation() == null) {
                selected.add("x." + target + " AS " + target);
                continue;
            }
            Translation translation = of(column);
            String entry = "m" + i + ".";
            selected.add(entry + MySqlIdentifiers.quote(translation.source().name()) + " AS " + target);
            selected.add("x." + target + " AS " + MySqlIdentifiers.quote(translation.storedAlias()));
            joins.append(table.key().contains(i) ? " " + joinOfKey + " " : " LEFT JOIN ")
                    .append(MySqlIdentifiers.quote(translation.table()))
                    .append(" AS m")
                    .append(i)
                    .append(" ON ")
                    .append(entry)
                    .append(MySqlIdentifiers.quote(translation.target().name()))
                    .append(" = x.")
                    .append(target);
        }
        return "(SELECT " + String.join(", ", selected) + " FROM " + MySqlIdentifiers.quote(table.target()) + " AS x"
                + joins;
    }

    /** The value that the target stores, in the derived table. */
    static MySqlValues storedValues(MappedColumn column) {
        Translation translation = column.translation();
        Column target = column.target();
        return MySqlValues.of(
                translation == null
                        ? target
                        : new Column(
                                translation.storedAlias(),
                                translation.stored().type(),
                                true,
                                false,
                                false,
                                false,
                                false));
    }

    /** The columns of the key as the target stores them. */
    static List<MySqlValues> storedKey(MappedTable table) {
        return table.keyColumns().stream().map(TranslationSql::storedValues).toList();
    }

    private static Translation of(MappedColumn column) {
        Translation translation = column.translation();
        if (translation == null) {
            throw new IllegalArgumentException(column.target().name() + " has no lookup table");
        }
        return translation;
    }
}
