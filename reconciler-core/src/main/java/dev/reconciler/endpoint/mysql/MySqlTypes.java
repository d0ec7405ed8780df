package dev.reconciler.endpoint.mysql;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.SpecialValue;
import dev.reconciler.schema.TypeStructure;
import dev.reconciler.schema.TypeTraits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The meaning of the types of MySQL and MariaDB, by the name that the catalog ({@code COLUMN_TYPE}) or the stream gives. */
public final class MySqlTypes {
    private static final Map<String, Integer> SIGNED_DIGITS =
            Map.of("tinyint", 3, "smallint", 5, "mediumint", 7, "int", 10, "bigint", 19, "year", 4);
    private static final Map<String, Integer> UNSIGNED_DIGITS =
            Map.of("tinyint", 3, "smallint", 5, "mediumint", 8, "int", 10, "bigint", 20, "year", 4);
    private static final Map<String, Integer> BYTES = Map.of(
            "tinytext",
            255,
            "tinyblob",
            255,
            "text",
            65_535,
            "blob",
            65_535,
            "mediumtext",
            16_777_215,
            "mediumblob",
            16_777_215);
    private static final int DEFAULT_DECIMAL_DIGITS = 10;
    private static final int FLOAT_BITS = 24;
    private static final String EVERY_CHARACTER = "utf8mb4";

    private MySqlTypes() {}

    public static ColumnType named(String text) {
        return of(text, null, null);
    }

    /** MariaDB declares JSON as a text with a check that the text is JSON, and keeps every number as it was written. */
    public static ColumnType json(String declared) {
        return new ColumnType(
                "json",
                LogicalType.JSON,
                TypeStructure.normalised(declared)
                        .with(TypeTraits.NONE.withValues(Set.of(), Set.of(SpecialValue.NUL_IN_DOCUMENT))));
    }

    /** @param charset of a text; null for other types, or if it is unknown */
    public static ColumnType of(String text, @Nullable String charset, @Nullable String collation) {
        MySqlTypeName name = MySqlTypeName.of(text);
        LogicalType logical = logical(name);
        TypeTraits traits = TypeTraits.NONE
                .withUnsigned(name.unsigned() || name.bare().equals("year"))
                .withLimit(limit(name.bare()))
                .withLabels(
                        isLabelled(name) ? name.modifiers() : List.of(),
                        name.bare().equals("set"))
                .withCharacters(EVERY_CHARACTER.equals(charset) ? null : charset, collation)
                .withValues(lacks(name.bare(), logical), adds(name.bare(), logical));
        return new ColumnType(text, logical, structure(name).with(traits));
    }

    private static boolean isLabelled(MySqlTypeName name) {
        return name.bare().equals("enum") || name.bare().equals("set");
    }

    private static TypeTraits.Limit limit(String bare) {
        return switch (bare) {
            case "binary" -> TypeTraits.Limit.EXACT_BYTES;
            case "varbinary" -> TypeTraits.Limit.BYTES;
            default -> BYTES.containsKey(bare) ? TypeTraits.Limit.BYTES : TypeTraits.Limit.CHARACTERS;
        };
    }

    private static Set<SpecialValue> lacks(String bare, LogicalType logical) {
        return switch (logical) {
            case DECIMAL, FLOAT4, FLOAT8 -> Set.of(SpecialValue.NOT_FINITE);
            case INTEGER -> bare.equals("year") ? Set.of(SpecialValue.NO_YEAR) : Set.of();
            case DATE, TIMESTAMP -> Set.of(SpecialValue.DISTANT_DATE);
            case INSTANT -> Set.of(SpecialValue.DISTANT_INSTANT);
            case JSON -> Set.of(SpecialValue.EXACT_NUMBER_IN_DOCUMENT);
            default -> Set.of();
        };
    }

    private static Set<SpecialValue> adds(String bare, LogicalType logical) {
        return switch (logical) {
            case BOOLEAN -> bare.equals("tinyint") ? Set.of(SpecialValue.NO_TRUTH_VALUE) : Set.of();
            case TEXT, PADDED_TEXT -> Set.of(SpecialValue.NUL_CHARACTER);
            case DATE, TIMESTAMP, INSTANT -> Set.of(SpecialValue.INVALID_DATE);
            case TIME -> Set.of(SpecialValue.NO_TIME_OF_DAY);
            case JSON -> Set.of(SpecialValue.NUL_IN_DOCUMENT);
            default -> Set.of();
        };
    }

    /**
     * Geometry and vectors are bytes: the servers' own binary form, which no other engine shares. Enums and sets are labels, as
     * PostgreSQL's enums are.
     */
    private static LogicalType logical(MySqlTypeName name) {
        return switch (name.bare()) {
            case "tinyint" -> isBoolean(name) ? LogicalType.BOOLEAN : LogicalType.INTEGER;
            case "smallint", "mediumint", "int", "bigint", "year" -> LogicalType.INTEGER;
            case "decimal" -> LogicalType.DECIMAL;
            case "float" ->
                name.modifiers().size() == 1 && name.number(0, 0) > FLOAT_BITS
                        ? LogicalType.FLOAT8
                        : LogicalType.FLOAT4;
            case "double" -> LogicalType.FLOAT8;
            case "char" -> LogicalType.PADDED_TEXT;
            case "varchar", "tinytext", "text", "mediumtext", "longtext" -> LogicalType.TEXT;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> LogicalType.BYTES;
            case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon" ->
                LogicalType.BYTES;
            case "geometrycollection", "geomcollection", "vector" -> LogicalType.BYTES;
            case "date" -> LogicalType.DATE;
            case "time" -> LogicalType.TIME;
            case "datetime" -> LogicalType.TIMESTAMP;
            case "timestamp" -> LogicalType.INSTANT;
            case "uuid" -> LogicalType.UUID;
            case "json" -> LogicalType.JSON;
            case "bit" -> name.number(0, 1) == 1 ? LogicalType.BOOLEAN : LogicalType.BIT;
            default -> LogicalType.ENGINE_TEXT;
        };
    }

    private static boolean isBoolean(MySqlTypeName name) {
        return name.number(0, 0) == 1 && !name.unsigned();
    }

    private static TypeStructure structure(MySqlTypeName name) {
        String bare = name.bare();
        return switch (bare) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year" ->
                TypeStructure.ofNumber(bare, (name.unsigned() ? UNSIGNED_DIGITS : SIGNED_DIGITS).get(bare), 0);
            case "decimal" -> TypeStructure.ofNumber(bare, name.number(0, DEFAULT_DECIMAL_DIGITS), name.number(1, 0));
            case "float", "double" ->
                name.modifiers().size() == 2
                        ? TypeStructure.ofNumber(bare, name.number(0), name.number(1))
                        : TypeStructure.plain(bare);
            case "char", "binary", "bit" -> TypeStructure.ofLength(bare, name.number(0, 1));
            case "varchar", "varbinary" -> TypeStructure.ofLength(bare, name.number(0));
            case "tinytext", "text", "mediumtext", "tinyblob", "blob", "mediumblob" ->
                TypeStructure.ofLength(bare, BYTES.get(bare));
            case "time", "datetime" -> TypeStructure.ofTime(bare, name.number(0, 0), false);
            case "timestamp" -> TypeStructure.ofTime(bare, name.number(0, 0), true);
            case "json" -> TypeStructure.normalised(bare);
            default -> TypeStructure.plain(bare);
        };
    }
}
