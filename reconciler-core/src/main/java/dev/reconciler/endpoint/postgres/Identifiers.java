package dev.reconciler.endpoint.postgres;

import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes names; every identifier in SQL goes through here. */
public final class Identifiers {
    private Identifiers() {}

    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String quote(TableRef table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    public static String list(Collection<String> names) {
        return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    }
}
