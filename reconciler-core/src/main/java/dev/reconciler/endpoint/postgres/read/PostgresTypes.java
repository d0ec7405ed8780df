package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;

/** What PostgreSQL's types mean. */
final class PostgresTypes {
    private PostgresTypes() {}

    /**
     * @param formatted the type with its modifiers
     * @param name the type's own name
     * @param schema where it is defined: a user's type may be called {@code text} too
     */
    static ColumnType of(String formatted, String name, String schema) {
        return new ColumnType(formatted, schema.equals("pg_catalog") ? builtIn(name) : LogicalType.ENGINE_TEXT);
    }

    /** citext is no TEXT: values that differ in case are one key to it, while rows are compared by bytes. */
    private static LogicalType builtIn(String name) {
        return switch (name) {
            case "int2", "int4", "int8" -> LogicalType.INTEGER;
            case "bool" -> LogicalType.BOOLEAN;
            case "numeric" -> LogicalType.DECIMAL;
            case "float4" -> LogicalType.FLOAT4;
            case "float8" -> LogicalType.FLOAT8;
            case "text", "varchar" -> LogicalType.TEXT;
            case "bpchar" -> LogicalType.PADDED_TEXT;
            case "bytea" -> LogicalType.BYTES;
            case "date" -> LogicalType.DATE;
            case "time", "timetz" -> LogicalType.TIME;
            case "timestamp" -> LogicalType.TIMESTAMP;
            case "timestamptz" -> LogicalType.INSTANT;
            case "uuid" -> LogicalType.UUID;
            case "json", "jsonb" -> LogicalType.JSON;
            case "bit", "varbit" -> LogicalType.BIT;
            default -> LogicalType.ENGINE_TEXT;
        };
    }
}
