package dev.reconciler.endpoint.postgres;

import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes names and constants; every identifier in SQL goes through here. */
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

    /**
     * A text constant of a mapping, for expressions that are the same in every execution; values of rows are bound. The literal
     * means the same whatever {@code standard_conforming_strings} is.
     *
     * @throws IllegalArgumentException if it holds U+0000, which PostgreSQL can't store
     */
    public static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("PostgreSQL has no U+0000 in text");
        }
        String quoted = "'" + text.replace("'", "''") + "'";
        return quoted.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }
}
