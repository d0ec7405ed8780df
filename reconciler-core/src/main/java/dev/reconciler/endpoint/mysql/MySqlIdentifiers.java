package dev.reconciler.endpoint.mysql;

import dev.reconciler.schema.TableRef;

/** Quotes names; every identifier in SQL goes through here. */
public final class MySqlIdentifiers {
    private MySqlIdentifiers() {}

    public static String quote(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    /** {@code database.table}. */
    public static String quote(TableRef table) {
        return quote(table.schema()) + "." + quote(table.name());
    }
}
