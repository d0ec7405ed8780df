package dev.reconciler.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's qualified name, as the catalog spells it (unquoted).
 *
 * <p>As text it is {@code schema.name}. A part that holds a dot or a quote is quoted as in SQL: {@code "a.b"."c"}, a quote in it
 * doubled. {@link #parse} reads what {@link #toString} writes.
 */
public record TableRef(String schema, String name) implements Comparable<TableRef> {
    private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^.\"][^.]*)");

    /**
     * Reads {@code schema.name} or {@code name}, each part possibly quoted.
     *
     * @param schema of a bare name
     * @throws IllegalArgumentException if the text is empty or has more than two parts
     */
    public static TableRef parse(String text, String schema) {
        List<String> parts = parts(text);
        if (parts.isEmpty() || parts.size() > 2) {
            throw new IllegalArgumentException(
                    "not a table name (want schema.table; a name that holds a dot is quoted, as in"
                            + " \"my.schema\".\"my.table\"): '" + text + "'");
        }
        return parts.size() == 2 ? new TableRef(parts.get(0), parts.get(1)) : new TableRef(schema, parts.get(0));
    }

    /** Returns whether {@link #parse} reads it. */
    public static boolean isName(String text) {
        int parts = parts(text).size();
        return parts == 1 || parts == 2;
    }

    /** None if the text is no name. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        int at = 0;
        while (part.find(at) && part.start() == at) {
            String quoted = part.group(1);
            String read = quoted == null ? part.group(2) : quoted.replace("\"\"", "\"");
            if (read.isBlank()) {
                return List.of();
            }
            parts.add(read);
            if (part.end() == text.length()) {
                return parts;
            }
            if (text.charAt(part.end()) != '.') {
                return List.of();
            }
            at = part.end() + 1;
        }
        return List.of();
    }

    /** The schemas of these tables, in their order. */
    public static List<String> schemas(Collection<TableRef> tables) {
        return tables.stream().map(TableRef::schema).toList();
    }

    /** The names of these tables, in their order. */
    public static List<String> names(Collection<TableRef> tables) {
        return tables.stream().map(TableRef::name).toList();
    }

    @Override
    public int compareTo(TableRef other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return written(schema) + "." + written(name);
    }

    private static String written(String part) {
        return part.indexOf('.') < 0 && part.indexOf('"') < 0 ? part : '"' + part.replace("\"", "\"\"") + '"';
    }
}
