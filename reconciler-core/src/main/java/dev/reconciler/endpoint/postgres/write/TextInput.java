package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.schema.Column;
import java.util.regex.Pattern;

/**
 * How a column's texts become its type: as elements of an array parameter, which the type's own input function reads.
 *
 * <p>Lengths are left out: an explicit cast to {@code varchar(3)} cuts a value short without a word, the assignment to the
 * column refuses it.
 */
record TextInput(String parameter, String suffix) {
    private static final Pattern MODIFIER = Pattern.compile("\\(\\d+(,-?\\d+)?\\)");

    static TextInput of(Column column) {
        String type = MODIFIER.matcher(column.type().sqlName()).replaceAll("");
        if (type.endsWith("[]")) { // there are no arrays of arrays
            return new TextInput("?::text[]", "::" + unlimited(type.substring(0, type.indexOf('['))) + "[]");
        }
        return new TextInput("?::" + unlimited(type) + "[]", "");
    }

    /** Without a length these two mean length 1. */
    private static String unlimited(String type) {
        return switch (type) {
            case "character" -> "bpchar";
            case "bit" -> "varbit";
            default -> type;
        };
    }

    /** The value of one column of {@code unnest}. */
    String value(String alias, String column) {
        return alias + "." + Identifiers.quote(column) + suffix;
    }
}
