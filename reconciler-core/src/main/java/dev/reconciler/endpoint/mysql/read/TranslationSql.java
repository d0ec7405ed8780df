package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.endpoint.read.TranslatedRows;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.schema.Column;
import java.util.List;

/** A target table in the source's form, and the values that the target stores. */
final class TranslationSql {
    private static final TranslatedRows ROWS =
            new TranslatedRows(MySqlIdentifiers::quote, MySqlIdentifiers::quote, List.of());

    private TranslationSql() {}

    /** As {@link TranslatedRows#rows}. */
    static String rows(MappedTable table) {
        return ROWS.rows(table, TableSql.ALIAS);
    }

    /** As {@link TranslatedRows#rowsWithoutKey}. */
    static String rowsWithoutKey(MappedTable table) {
        return ROWS.rowsWithoutKey(table, TableSql.ALIAS);
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
}
