package dev.reconciler.endpoint.postgres;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeStructure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of PostgreSQL's types. Names come as {@code format_type} prints them ({@code character varying(20)}, {@code timestamp(3) with time
 * zone}), or as the stream gives them, by the catalog's own names ({@code varchar(20)}, {@code int4()}).
 */
public final class PostgresTypes {
    private static final int MICROSECONDS = 6;
    private static final Map<String, Integer> INTEGER_DIGITS =
            Map.of("int2", 5, "smallint", 5, "int4", 10, "integer", 10, "int8", 19, "bigint", 19);

    private PostgresTypes() {}

    /**
     * The type of a column.
     *
     * @param formatted the type with its modifiers
     * @param name the type's own name
     * @param schema the schema that defines it: a user's type may be called {@code text} too
     */
    public static ColumnType of(String formatted, String name, String schema) {
        Named named = Named.of(formatted);
        return schema.equals("pg_catalog")
                ? new ColumnType(formatted, logical(name), structure(named))
                : new ColumnType(formatted, LogicalType.ENGINE_TEXT, unknown(named));
    }

    /** A composite type. @param formatted its name */
    public static ColumnType composite(String formatted) {
        return new ColumnType(formatted, LogicalType.ENGINE_TEXT, TypeStructure.composite(formatted));
    }

    /** The built-in type of that name; any other is known by its name only. */
    public static ColumnType named(String text) {
        Named named = Named.of(text);
        return new ColumnType(
                text, named.isArray() ? LogicalType.ENGINE_TEXT : logical(named.bare()), structure(named));
    }

    /**
     * A type's name, taken apart.
     *
     * @param bare without modifiers
     * @param modifiers between the parentheses; empty for none
     */
    private record Named(String bare, List<String> modifiers) {
        static Named of(String text) {
            int open = outsideQuotes(text, '(', 0);
            int close = open < 0 ? -1 : outsideQuotes(text, ')', open);
            if (close < 0) {
                return new Named(text, List.of());
            }
            String inside = text.substring(open + 1, close);
            return new Named(
                    (text.substring(0, open) + text.substring(close + 1)).strip(),
                    inside.isEmpty() ? List.of() : List.of(inside.split(",", -1)));
        }

        private static int outsideQuotes(String text, char sought, int from) {
            boolean quoted = false;
            for (int i = from; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == sought && !quoted) {
                    return i;
                }
            }
            return -1;
        }

        boolean isArray() {
            return bare.endsWith("[]");
        }

        /** Null if there is no such modifier, or it is no limit. */
        @Nullable
        Integer number(int index) {
            if (index >= modifiers.size()) {
                return null;
            }
            int number = Integer.parseInt(modifiers.get(index).strip());
            return number == Integer.MAX_VALUE ? null : number;
        }

        /** Without a length, these two mean length 1. */
        String castName() {
            String element = isArray() ? bare.substring(0, bare.indexOf("[]")) : bare;
            String unlimited =
                    switch (element) {
                        case "character" -> "bpchar";
                        case "bit" -> "varbit";
                        default -> element;
                    };
            return unlimited + bare.substring(element.length());
        }
    }

    private static TypeStructure unknown(Named type) {
        return type.isArray() ? TypeStructure.array(type.castName()) : TypeStructure.plain(type.castName());
    }

    private static TypeStructure structure(Named type) {
        String cast = type.castName();
        return switch (type.bare()) {
            case "int2", "smallint", "int4", "integer", "int8", "bigint" ->
                TypeStructure.ofNumber(cast, INTEGER_DIGITS.get(type.bare()), 0);
            case "numeric" -> decimal(type);
            case "text", "varchar", "character varying", "bpchar", "character", "bit", "varbit", "bit varying" ->
                TypeStructure.ofLength(cast, type.number(0));
            case "time", "time without time zone", "timestamp", "timestamp without time zone" ->
                TypeStructure.ofTime(cast, fraction(type), false);
            case "timetz", "time with time zone", "timestamptz", "timestamp with time zone" ->
                TypeStructure.ofTime(cast, fraction(type), true);
            case "jsonb" -> TypeStructure.normalised(cast);
            default -> unknown(type);
        };
    }

    private static TypeStructure decimal(Named type) {
        @Nullable Integer precision = type.number(0);
        @Nullable Integer scale = type.number(1);
        return TypeStructure.ofNumber(type.castName(), precision, precision == null ? null : scale == null ? 0 : scale);
    }

    private static int fraction(Named type) {
        @Nullable Integer digits = type.number(0);
        return digits == null ? MICROSECONDS : digits;
    }

    /** citext is no TEXT: values that differ in case are one key to it, while rows are compared by bytes. */
    private static LogicalType logical(String name) {
        return switch (name) {
            case "int2", "smallint", "int4", "integer", "int8", "bigint" -> LogicalType.INTEGER;
            case "bool", "boolean" -> LogicalType.BOOLEAN;
            case "numeric" -> LogicalType.DECIMAL;
            case "float4", "real" -> LogicalType.FLOAT4;
            case "float8", "double precision" -> LogicalType.FLOAT8;
            case "text", "varchar", "character varying" -> LogicalType.TEXT;
            case "bpchar", "character" -> LogicalType.PADDED_TEXT;
            case "bytea" -> LogicalType.BYTES;
            case "date" -> LogicalType.DATE;
            case "time", "time without time zone", "timetz", "time with time zone" -> LogicalType.TIME;
            case "timestamp", "timestamp without time zone" -> LogicalType.TIMESTAMP;
            case "timestamptz", "timestamp with time zone" -> LogicalType.INSTANT;
            case "uuid" -> LogicalType.UUID;
            case "json", "jsonb" -> LogicalType.JSON;
            case "bit", "varbit", "bit varying" -> LogicalType.BIT;
            default -> LogicalType.ENGINE_TEXT;
        };
    }
}
