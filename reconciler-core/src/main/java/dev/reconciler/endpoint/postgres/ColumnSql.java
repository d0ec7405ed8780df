package dev.reconciler.endpoint.postgres;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * SQL for one mapped column on one side: the value's text form and its canonical form, as {@link LogicalType} defines them.
 *
 * <p>A column that is taken over as it is stays typed, which is fast. Anything else goes by way of the source's text form,
 * exactly as change events do, so that Java and SQL agree on every value. A length or scale of the target is never part
 * of a cast: a cast would cut the value and so hide that the target can't hold it. The one exception are times, which are compared at
 * the target's precision ({@link MappedColumn#roundedTo}).
 */
final class ColumnSql {
    private static final String TABLE = "t.";

    private final LogicalType type;
    /** The column itself; null where a transform or conversion makes it text. */
    private final @Nullable String typed;

    private final String text;
    private final boolean nullable;

    private ColumnSql(LogicalType type, @Nullable String typed, String text, boolean nullable) {
        this.type = type;
        this.typed = typed;
        this.text = text;
        this.nullable = nullable;
    }

    static ColumnSql of(MappedColumn column, Side side) {
        LogicalType type = column.target().type().logical();
        Column stored = side == Side.TARGET ? column.target() : column.source();
        if (stored == null) {
            return new ColumnSql(type, null, column.transform().accept(new Transformed("NULL::text")), true);
        }
        String name = TABLE + Identifiers.quote(stored.name());
        if (side == Side.SOURCE && column.roundedTo().isPresent()) {
            name = "(" + name + ")::" + column.target().type().sqlName();
        }
        String text = output(stored.type().logical(), name);
        if (side == Side.TARGET || (isDirect(column) && !needsConversion(stored, column.target()))) {
            return new ColumnSql(type, name, text, stored.nullable());
        }
        return new ColumnSql(
                type, null, converted(column, stored, column.transform().accept(new Transformed(text))), true);
    }

    private static boolean isDirect(MappedColumn column) {
        return column.transform() instanceof Transform.Direct;
    }

    private static boolean needsConversion(Column stored, Column target) {
        return stored.type().logical() != target.type().logical() || reprintsJson(stored, target);
    }

    private static boolean reprintsJson(Column stored, Column target) {
        return target.type().structure().normalised()
                && !stored.type().structure().normalised();
    }

    private static String converted(MappedColumn column, Column stored, String text) {
        if (column.isUuidInBytes()) {
            return "'\\x' || replace(" + text + ", '-', '')";
        }
        return reprintsJson(stored, column.target()) ? "((" + text + ")::jsonb)::text" : text;
    }

    /** The text that the type's output function prints; {@code ::text} prints something else for some types. */
    private static String output(LogicalType type, String name) {
        return switch (type) {
            case BOOLEAN -> "CASE WHEN " + name + " THEN 't' WHEN NOT " + name + " THEN 'f' END";
            case PADDED_TEXT, ENGINE_TEXT -> printed(name);
            default -> name + "::text";
        };
    }

    /** concat() calls the output function. IS DISTINCT FROM, because a composite of NULLs is NULL to IS NULL. */
    private static String printed(String name) {
        return "CASE WHEN " + name + " IS DISTINCT FROM NULL THEN concat(" + name + ") END";
    }

    /** The SQL of each transform over the text form of a value. */
    private record Transformed(String text) implements Transform.Visitor<String> {
        @Override
        public String direct() {
            return text;
        }

        @Override
        public String lowercase() {
            return "lower((" + text + ") COLLATE \"C\")";
        }

        @Override
        public String uppercase() {
            return "upper((" + text + ") COLLATE \"C\")";
        }

        @Override
        public String trim() {
            return "btrim(" + text + ", ' ')";
        }

        @Override
        public String constant(Transform.Constant constant) {
            return constant.value() == null ? "NULL::text" : Identifiers.literal(constant.value()) + "::text";
        }

        @Override
        public String orElse(Transform.Default orElse) {
            return "coalesce(" + text + ", " + Identifiers.literal(orElse.value()) + ")";
        }

        @Override
        public String nullIf(Transform.NullIf nullIf) {
            return "nullif((" + text + ") COLLATE \"C\", " + Identifiers.literal(nullIf.value()) + ")";
        }
    }

    boolean isNullable() {
        return nullable;
    }

    boolean isTyped() {
        return typed != null;
    }

    /** The stored value, rounded as the mapping says; null where a transform or a conversion makes it text. */
    @Nullable
    String typed() {
        return typed;
    }

    LogicalType type() {
        return type;
    }

    /** The value's text form, of type text. */
    String text() {
        return text;
    }

    /** The value's canonical form, of type text. */
    String canonical() {
        return "(" + printable() + ")::text";
    }

    /** The value's part of the row encoding, of type text. Operators: concat() is a quarter slower (measured). */
    String encoded() {
        String value = canonical();
        String part = type.isFreeText() ? "octet_length(" + value + ")::text || ':' || " + value : value + " || '|'";
        return nullable ? "coalesce(" + part + ", '~|')" : part;
    }

    /** An expression that prints as the canonical form. */
    private String printable() {
        return typed != null ? printableOf(typed) : printableOfText(text);
    }

    private String printableOf(String column) {
        return switch (type) {
            case BOOLEAN -> "CASE WHEN " + column + " THEN '1' WHEN NOT " + column + " THEN '0' END";
            case DECIMAL -> "trim_scale(" + column + ")";
            case FLOAT4, FLOAT8 -> ieee(column);
            case BYTES -> "encode(" + column + ", 'hex')";
            case TEXT, PADDED_TEXT, JSON -> column + "::text"; // of char(n), this drops the padding
            case ENGINE_TEXT -> printed(column);
            case INTEGER, DATE, TIME, TIMESTAMP, INSTANT, UUID, BIT -> column;
        };
    }

    private String printableOfText(String value) {
        return switch (type) {
            case BOOLEAN -> "CASE left(" + value + ", 1) WHEN 't' THEN '1' WHEN 'f' THEN '0' ELSE " + value + " END";
            case DECIMAL -> "trim_scale((" + value + ")::numeric)::text";
            case FLOAT4, FLOAT8 -> ieee("(" + value + ")::" + type.name().toLowerCase(Locale.ROOT));
            case BYTES ->
                "CASE WHEN left(" + value + ", 2) = '\\x' THEN substr(" + value + ", 3) ELSE " + value + " END";
            case PADDED_TEXT -> "rtrim(" + value + ", ' ')";
            case UUID -> "lower((" + value + ") COLLATE \"C\")";
            case INTEGER, TEXT, DATE, TIME, TIMESTAMP, INSTANT, JSON, BIT, ENGINE_TEXT -> value;
        };
    }

    /** Adding zero turns -0 into 0; a computed NaN may have another bit pattern than Java's. */
    private String ieee(String number) {
        String send = type == LogicalType.FLOAT4 ? "float4send" : "float8send";
        String cast = type == LogicalType.FLOAT4 ? "::float4" : "::float8";
        String nan = type == LogicalType.FLOAT4 ? "7fc00000" : "7ff8000000000000";
        return "CASE WHEN " + number + " = 'NaN'" + cast + " THEN '" + nan + "' ELSE encode(" + send + "(" + number
                + " + 0" + cast + "), 'hex') END";
    }
}
