package dev.reconciler.endpoint.postgres;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TypeStructure;
import java.util.Objects;

/**
 * A column's value for {@link dev.reconciler.endpoint.read.DigestMethod#NATIVE}: on both sides an expression of the same built-in type
 * whose binary image ({@code record_send}) is equal exactly if the canonical forms are.
 *
 * <p>A value that is compared as it is stored enters typed, brought to one image per canonical form: see {@link Kind}. Everything else
 * enters as its canonical text: a value that a transform or a conversion makes, and a type that is compared as printed (enums,
 * arrays, ranges, {@code citext}, {@code money}, {@code interval}).
 */
public final class NormalValue {
    private final ColumnSql own;
    private final Kind kind;

    private NormalValue(ColumnSql own, Kind kind) {
        this.own = own;
        this.kind = kind;
    }

    /** What enters the image. Its name is part of a known answer, never of an image. */
    public enum Kind {
        INTEGER,
        BOOLEAN,
        /** {@code trim_scale}: the image holds the scale, and 1.0 equals 1.00. */
        DECIMAL,
        /** Both columns declare one scale, so every value has it. */
        DECIMAL_OF_ONE_SCALE,
        /** Adding zero turns -0 into 0; every NaN becomes one. */
        FLOAT4,
        FLOAT8,
        /** {@code varchar} and, without its padding, {@code char(n)}, too. */
        TEXT,
        BYTES,
        DATE,
        TIME,
        TIME_WITH_ZONE,
        TIMESTAMP,
        INSTANT,
        UUID,
        JSON,
        JSONB,
        /** {@code bit(n)} too. */
        BITS,
        /** The canonical text. */
        CANONICAL
    }

    public static NormalValue of(MappedColumn column, Side side) {
        return new NormalValue(ColumnSql.of(column, side), kind(column));
    }

    public Kind kind() {
        return kind;
    }

    /** Typed only if it is on both sides. */
    private static Kind kind(MappedColumn column) {
        Column source = column.source();
        if (source == null || !ColumnSql.of(column, Side.SOURCE).isTyped()) {
            return Kind.CANONICAL;
        }
        TypeStructure from = source.type().structure();
        TypeStructure to = column.target().type().structure();
        LogicalType type = column.target().type().logical();
        return switch (type) {
            case INTEGER -> Kind.INTEGER;
            case BOOLEAN -> Kind.BOOLEAN;
            case DECIMAL ->
                from.scale() != null && from.scale().equals(to.scale()) ? Kind.DECIMAL_OF_ONE_SCALE : Kind.DECIMAL;
            case FLOAT4 -> Kind.FLOAT4;
            case FLOAT8 -> Kind.FLOAT8;
            case TEXT, PADDED_TEXT -> Kind.TEXT;
            case BYTES -> Kind.BYTES;
            case DATE -> Kind.DATE;
            case TIME -> from.zoned() == to.zoned() ? to.zoned() ? Kind.TIME_WITH_ZONE : Kind.TIME : Kind.CANONICAL;
            case TIMESTAMP -> Kind.TIMESTAMP;
            case INSTANT -> Kind.INSTANT;
            case UUID -> Kind.UUID;
            case JSON ->
                from.normalised() == to.normalised() ? to.normalised() ? Kind.JSONB : Kind.JSON : Kind.CANONICAL;
            case BIT -> Kind.BITS;
            case ENGINE_TEXT -> Kind.CANONICAL;
        };
    }

    /** An expression over the table's alias {@code t}. */
    public String sql() {
        return kind == Kind.CANONICAL ? own.canonical() : image(kind, Objects.requireNonNull(own.typed()));
    }

    /**
     * What enters the image for a value of this kind.
     *
     * @param value an expression of the kind's type; for {@link Kind#CANONICAL}, the canonical text
     */
    public static String image(Kind kind, String value) {
        return switch (kind) {
            case INTEGER -> cast(value, "bigint");
            case BOOLEAN -> cast(value, "boolean");
            case DECIMAL -> "trim_scale(" + value + ")";
            case DECIMAL_OF_ONE_SCALE -> cast(value, "numeric");
            case FLOAT4 -> number(value, "float4");
            case FLOAT8 -> number(value, "float8");
            case TEXT, CANONICAL -> cast(value, "text"); // of char(n), this drops the padding
            case BYTES -> cast(value, "bytea");
            case DATE -> cast(value, "date");
            case TIME -> cast(value, "time");
            case TIME_WITH_ZONE -> cast(value, "timetz");
            case TIMESTAMP -> cast(value, "timestamp");
            case INSTANT -> cast(value, "timestamptz");
            case UUID -> cast(value, "uuid");
            case JSON -> cast(value, "json");
            case JSONB -> cast(value, "jsonb");
            case BITS -> cast(value, "varbit");
        };
    }

    /** Without a modifier, which changes no value. A domain becomes its base type: the image holds the type's oid. */
    private static String cast(String value, String type) {
        return "(" + value + ")::" + type;
    }

    private static String number(String value, String type) {
        String nan = "'NaN'::" + type;
        return "CASE WHEN " + value + " = " + nan + " THEN " + nan + " ELSE " + value + " + 0::" + type + " END";
    }
}
