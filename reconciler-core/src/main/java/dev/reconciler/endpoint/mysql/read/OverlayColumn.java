package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TypeStructure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A target column in the overlay: how it is selected, and how a replaced row's value becomes a value of the same type, so that the
 * union of both has the column's type, signedness, character set and collation.
 *
 * <p>An enum or set is seen as its text and a bit or year as its number, because the servers can't make values of these types. Lengths and
 * precisions grow with the values: a row that the target could not store is seen as the source has it.
 */
final class OverlayColumn {
    /** A longer text is no declared one: the servers keep a union of shorter ones in memory. */
    private static final int LONGEST_DECLARED = 4_000;

    private static final int MOST_DIGITS = 65;
    private static final Pattern TIMES =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)?( ?-?\\d{2,3}:\\d\\d:\\d\\d(\\.\\d{1,6})?)?(\\+00)?");
    private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger HIGHEST_UNSIGNED =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private final Column column;
    private final TypeStructure type;
    private final LogicalType logical;
    private final MySqlKind kind;

    OverlayColumn(Column column, MySqlKind kind) {
        this.column = column;
        this.type = column.type().structure();
        this.logical = column.type().logical();
        this.kind = kind;
    }

    /** Returns whether queries can name the column: a value of a geometric type or a vector can't be made from its text. */
    boolean isVisible() {
        return switch (type.castName()) {
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection",
                    "geomcollection",
                    "vector" -> false;
            default -> true;
        };
    }

    /** The SQL that selects the stored value. */
    String select() {
        String name = TableSql.ALIAS + "." + MySqlIdentifiers.quote(column.name());
        String value = isNumberedBits() ? "CAST(" + name + " AS UNSIGNED)" : isLabels() ? text(name) : name;
        return value + " AS " + MySqlIdentifiers.quote(column.name());
    }

    private boolean isNumberedBits() {
        return type.castName().equals("bit") || type.castName().equals("year");
    }

    private boolean isLabels() {
        return type.traits().isLabelled();
    }

    private String text(String value) {
        String charset = Objects.requireNonNullElse(type.traits().charset(), "utf8mb4");
        String collation = type.traits().collation();
        return "CONVERT(" + value + " USING " + charset + ")" + (collation == null ? "" : " COLLATE " + collation);
    }

    /**
     * The SQL that makes a value of the column's type.
     *
     * @param text an expression of the {@link #plain} text
     * @param values all texts that it will have
     */
    String make(String text, Collection<String> values) {
        return switch (logical) {
            case INTEGER, BOOLEAN -> "CAST(" + text + (isUnsigned() ? " AS UNSIGNED)" : " AS SIGNED)");
            case BIT -> "CAST(" + text + " AS UNSIGNED)";
            case DECIMAL -> "CAST(" + text + " AS DECIMAL(" + digits(values) + "))";
            case FLOAT4 -> "CAST(" + text + " AS FLOAT)";
            case FLOAT8 -> "CAST(" + text + " AS DOUBLE)";
            case DATE -> "CAST(" + text + " AS DATE)";
            case TIME -> "CAST(" + text + " AS TIME(" + fraction(values) + "))";
            case TIMESTAMP, INSTANT -> "CAST(" + text + " AS DATETIME(" + fraction(values) + "))";
            case BYTES -> "UNHEX(" + text + ")";
            case JSON ->
                kind == MySqlKind.MYSQL && type.castName().equals("json") ? "CAST(" + text + " AS JSON)" : text(text);
            case TEXT, PADDED_TEXT, UUID, ENGINE_TEXT ->
                isCharacters() ? text(sized(text, values)) : "CAST(" + text + " AS " + type.castName() + ")";
        };
    }

    private boolean isUnsigned() {
        return type.traits().unsigned() || isNumberedBits();
    }

    /** The others, such as MariaDB's {@code uuid}, are made by a cast. */
    private boolean isCharacters() {
        return isLabels() || type.traits().collation() != null;
    }

    private String sized(String text, Collection<String> values) {
        Integer declared = type.limits().length();
        if (declared == null || type.castName().endsWith("text")) {
            return text;
        }
        int longest = values.stream().mapToInt(String::length).max().orElse(0);
        int length = Math.max(declared, longest);
        return length > LONGEST_DECLARED ? text : "CAST(" + text + " AS CHAR(" + length + "))";
    }

    /** Digits of a second. */
    private int fraction(Collection<String> values) {
        int longest = values.stream()
                .mapToInt(value -> value.indexOf('.') < 0 ? 0 : value.length() - value.indexOf('.') - 1)
                .max()
                .orElse(0);
        return Math.max(Objects.requireNonNullElse(type.limits().fraction(), 0), longest);
    }

    private String digits(Collection<String> values) {
        int scale = Objects.requireNonNullElse(type.limits().scale(), 0);
        int whole = Objects.requireNonNullElse(type.limits().precision(), MOST_DIGITS) - scale;
        for (String value : values) {
            BigDecimal number = new BigDecimal(value);
            scale = Math.max(scale, number.scale());
            whole = Math.max(whole, number.precision() - number.scale());
        }
        if (whole + scale > MOST_DIGITS) {
            throw refusal(values.toString());
        }
        return (whole + scale) + "," + scale;
    }

    /**
     * The value as {@link #make} takes it.
     *
     * @param text in neutral form; null for NULL
     * @throws QueryRefusedException if no value of the type has this text
     */
    @Nullable
    String plain(@Nullable String text) {
        return text == null ? null : notNull(text);
    }

    private String notNull(String text) {
        return switch (logical) {
            case INTEGER, BOOLEAN -> integer(logical == LogicalType.BOOLEAN ? logical.canonical(text) : text);
            case BIT -> integer(new BigInteger(text, 2).toString());
            case DECIMAL -> required(text, !text.equals("NaN") && !text.endsWith("Infinity"));
            case FLOAT4, FLOAT8 -> required(text, Double.isFinite(Double.parseDouble(text)));
            case DATE, TIME, TIMESTAMP, INSTANT ->
                required(text, TIMES.matcher(text).matches()).replace("+00", "");
            case BYTES -> text.startsWith("\\x") ? text.substring(2) : text;
            case PADDED_TEXT -> logical.canonical(text);
            case TEXT, JSON, UUID -> text;
            case ENGINE_TEXT -> type.traits().several() ? inOrderOfLabels(text) : text;
        };
    }

    private String integer(String digits) {
        BigInteger value = new BigInteger(digits);
        boolean fits = isUnsigned()
                ? value.signum() >= 0 && value.compareTo(HIGHEST_UNSIGNED) <= 0
                : value.compareTo(LOWEST) >= 0 && value.compareTo(HIGHEST) <= 0;
        return required(value.toString(), fits);
    }

    /** As the servers print a set; the neutral form sorts its members. */
    private String inOrderOfLabels(String text) {
        List<String> members = new ArrayList<>(Arrays.asList(text.split(",", -1)));
        members.sort(Comparator.comparing(type.traits().labels()::indexOf));
        return String.join(",", members);
    }

    private String required(String text, boolean possible) {
        if (!possible) {
            throw refusal(text);
        }
        return text;
    }

    private QueryRefusedException refusal(String text) {
        return new QueryRefusedException(
                "column " + column.name() + " (" + column.type().sqlName() + ") can't hold the source's value " + text
                        + ", and a query over it would have another result on each side",
                null);
    }
}
