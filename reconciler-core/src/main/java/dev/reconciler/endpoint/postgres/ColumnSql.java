package dev.reconciler.endpoint.postgres;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SQL for the canonical form of one mapped column on one side.
 *
 * <p>A column that is taken over as it is stays typed, which is fast. Anything else goes by way of the source's text form,
 * exactly as change events do, so that Java and SQL agree on every value. A length or scale of the target is never part
 * of a cast: a cast would cut the value and so hide that the target can't hold it. The one exception are times, which are compared at
 * the target's precision ({@link MappedColumn#roundedTo}).
 */
final class ColumnSql {
    private final LogicalType type;
    /** The column itself; null where a transform or conversion makes it text. */
    private final @Nullable StoredSql stored;
    /** The text form of the value that a transform or conversion makes; null if there is none, or not in SQL. */
    private final @Nullable String text;

    private final boolean nullable;

    private ColumnSql(LogicalType type, @Nullable StoredSql stored, @Nullable String text, boolean nullable) {
        this.type = type;
        this.stored = stored;
        this.text = text;
        this.nullable = nullable;
    }

    static ColumnSql of(MappedColumn column, Side side) {
        LogicalType type = column.target().type().logical();
        if (side == Side.TARGET && column.translation() != null) {
            StoredSql translated = StoredSql.of(column.target());
            return new ColumnSql(type, null, TranslationSql.orInvalid(column, translated.text()), true);
        }
        if (side == Side.TARGET) {
            return new ColumnSql(
                    type, StoredSql.of(column.target()), null, column.target().nullable());
        }
        if (!column.isDirect()) {
            return new ColumnSql(type, null, TransformSql.of(column).orElse(null), true);
        }
        Column source = Objects.requireNonNull(column.source());
        StoredSql stored = rounded(column, StoredSql.of(source));
        return needsConversion(source, column.target())
                ? new ColumnSql(type, null, converted(column, stored.text()), true)
                : new ColumnSql(type, stored, null, source.nullable());
    }

    private static StoredSql rounded(MappedColumn column, StoredSql stored) {
        return column.roundedTo().isEmpty()
                ? stored
                : new StoredSql(
                        stored.type(),
                        "(" + stored.name() + ")::" + column.target().type().sqlName());
    }

    private static boolean needsConversion(Column stored, Column target) {
        return stored.type().logical() != target.type().logical() || reprintsJson(stored, target);
    }

    private static boolean reprintsJson(Column stored, Column target) {
        return target.type().structure().normalised()
                && !stored.type().structure().normalised();
    }

    private static String converted(MappedColumn column, String text) {
        if (column.isUuidInBytes()) {
            return "'\\x' || replace(" + text + ", '-', '')";
        }
        return reprintsJson(Objects.requireNonNull(column.source()), column.target())
                ? "((" + text + ")::jsonb)::text"
                : text;
    }

    boolean isNullable() {
        return nullable;
    }

    boolean isTyped() {
        return stored != null;
    }

    /** Returns whether the server can compute the value; else rows are streamed, and Java computes it. */
    boolean isRendered() {
        return stored != null || text != null;
    }

    /** The stored value, rounded as the mapping says; empty where a transform or a conversion makes it text. */
    Optional<String> typed() {
        return Optional.ofNullable(stored).map(StoredSql::name);
    }

    LogicalType type() {
        return type;
    }

    /**
     * The value's canonical form, of type text.
     *
     * @throws IllegalStateException if it has no SQL
     */
    String canonical() {
        if (stored != null) {
            return new StoredSql(type, stored.name()).canonical();
        }
        if (text == null) {
            throw new IllegalStateException("a transform without SQL: its rows are streamed");
        }
        return "(" + printable(text) + ")::text";
    }

    /** The value's part of the row encoding, of type text. Operators: concat() is a quarter slower (measured). */
    String encoded() {
        String value = canonical();
        String part = type.isFreeText() ? "octet_length(" + value + ")::text || ':' || " + value : value + " || '|'";
        return nullable ? "coalesce(" + part + ", '~|')" : part;
    }

    /** An expression that prints as the canonical form of a text form. */
    private String printable(String value) {
        return switch (type) {
            case BOOLEAN -> "CASE left(" + value + ", 1) WHEN 't' THEN '1' WHEN 'f' THEN '0' ELSE " + value + " END";
            case DECIMAL -> ifValid(value, "trim_scale((" + value + ")::numeric)::text");
            case FLOAT4, FLOAT8 ->
                ifValid(
                        value,
                        StoredSql.ieee(type, "(" + value + ")::" + type.name().toLowerCase(Locale.ROOT)));
            case BYTES ->
                "CASE WHEN left(" + value + ", 2) = '\\x' THEN substr(" + value + ", 3) ELSE " + value + " END";
            case PADDED_TEXT -> "rtrim(" + value + ", ' ')";
            case UUID -> ifValid(value, "lower((" + value + ") COLLATE \"C\")");
            case INTEGER, TEXT, DATE, TIME, TIMESTAMP, INSTANT, JSON, BIT, ENGINE_TEXT -> value;
        };
    }

    private static String ifValid(String value, String printable) {
        return "CASE WHEN left(" + value + ", " + InvalidValue.MARK.length() + ") = "
                + Identifiers.literal(InvalidValue.MARK) + " THEN " + value + " ELSE " + printable + " END";
    }
}
