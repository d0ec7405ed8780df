package dev.reconciler.endpoint.postgres;

import dev.reconciler.endpoint.read.TranslatedRows;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.row.InvalidValue;
import java.util.List;

/**
 * A target table in the source's form, and the values that the target stores. For a range of many keys the planner may scan both
 * tables, and sort.
 */
public final class TranslationSql {
    private static final TranslatedRows ROWS =
            new TranslatedRows(Identifiers::quote, Identifiers::quote, List.of("xmin"));

    private TranslationSql() {}

    /** As {@link TranslatedRows#rows}. */
    static String rows(MappedTable table) {
        return ROWS.rows(table, "t");
    }

    /** As {@link TranslatedRows#rowsWithoutKey}. */
    static String rowsWithoutKey(MappedTable table) {
        return ROWS.rowsWithoutKey(table, "t");
    }

    /** The text, or that of an invalid value if the stored value has no entry. @param text SQL of type text */
    static String orInvalid(MappedColumn column, String text) {
        Translation translation = column.translation();
        if (translation == null) {
            return text;
        }
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
