package dev.reconciler.endpoint.postgres;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;

/**
 * SQL for the values of one stored column: their text form and their canonical form, as {@link LogicalType} defines them.
 *
 * @param name the column, or an expression of its type
 */
record StoredSql(LogicalType type, String name) {
    private static final String TABLE = "t.";

    /** Over the table's alias {@code t}. */
    static StoredSql of(Column column) {
        return new StoredSql(column.type().logical(), TABLE + Identifiers.quote(column.name()));
    }

    /** The text that the type's output function prints; {@code ::text} prints something else for some types. */
    String text() {
        return switch (type) {
            case BOOLEAN -> "CASE WHEN " + name + " THEN 't' WHEN NOT " + name + " THEN 'f' END";
            case PADDED_TEXT, ENGINE_TEXT -> printed();
            default -> name + "::text";
        };
    }

    /** concat() calls the output function. IS DISTINCT FROM, because a composite of NULLs is NULL to IS NULL. */
    private String printed() {
        return "CASE WHEN " + name + " IS DISTINCT FROM NULL THEN concat(" + name + ") END";
    }

    /** The canonical form, of type text. */
    String canonical() {
        return "(" + printable() + ")::text";
    }

    /** An expression that prints as the canonical form. */
    private String printable() {
        return switch (type) {
            case BOOLEAN -> "CASE WHEN " + name + " THEN '1' WHEN NOT " + name + " THEN '0' END";
            case DECIMAL -> "trim_scale(" + name + ")";
            case FLOAT4, FLOAT8 -> ieee(type, name);
            case BYTES -> "encode(" + name + ", 'hex')";
            case TEXT, PADDED_TEXT, JSON -> name + "::text"; // of char(n), this drops the padding
            case ENGINE_TEXT -> printed();
            case INTEGER, DATE, TIME, TIMESTAMP, INSTANT, UUID, BIT -> name;
        };
    }

    /** Adding zero turns -0 into 0; a computed NaN may have another bit pattern than Java's. */
    static String ieee(LogicalType type, String number) {
        String send = type == LogicalType.FLOAT4 ? "float4send" : "float8send";
        String cast = type == LogicalType.FLOAT4 ? "::float4" : "::float8";
        String nan = type == LogicalType.FLOAT4 ? "7fc00000" : "7ff8000000000000";
        return "CASE WHEN " + number + " = 'NaN'" + cast + " THEN '" + nan + "' ELSE encode(" + send + "(" + number
                + " + 0" + cast + "), 'hex') END";
    }
}
