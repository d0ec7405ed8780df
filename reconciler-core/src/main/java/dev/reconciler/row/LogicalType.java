package dev.reconciler.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The meaning of a column's values, independent of the engine. Each type has one canonical form (TYPES), in which two values are
 * equal exactly when their canonical texts are equal byte for byte; every SQL dialect renders the same text.
 *
 * <p>A value's <em>text form</em> is what the engine prints for it in a session with UTC time zone, ISO dates, hex bytea and
 * shortest-exact floats. {@link #canonical} maps text form to canonical form.
 */
public enum LogicalType {
    INTEGER(false),
    /** {@code 1} or {@code 0}; any other number that a MySQL {@code tinyint(1)} holds is neither, and stays as it is. */
    BOOLEAN(false),
    /** Exact decimal: trailing zeros of the scale are dropped, no exponent; NaN, Infinity and -Infinity stay words. */
    DECIMAL(false),
    /** Single precision: the eight hex digits of the IEEE value; -0 equals 0. */
    FLOAT4(false),
    /** Double precision: the sixteen hex digits of the IEEE value; -0 equals 0. */
    FLOAT8(false),
    TEXT(true),
    /** char(n): trailing blanks are padding. */
    PADDED_TEXT(true),
    /** Lower-case hex without prefix. */
    BYTES(false),
    DATE(false),
    TIME(false),
    TIMESTAMP(false),
    /** A point in time, printed in UTC. */
    INSTANT(false),
    UUID(false),
    /**
     * Text as the engine prints it; two documents that differ only in a number's trailing zeros have different canonical texts,
     * and are equal when rows are compared.
     */
    JSON(true),
    BIT(false),
    /** Any other type: the engine's text, comparable on a pair of the same engine only. */
    ENGINE_TEXT(true);

    private static final ObjectReader JSON_READER = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .reader();

    private final boolean free;

    LogicalType(boolean free) {
        this.free = free;
    }

    /** Returns whether the canonical text may hold any character, so that its encoding must carry its length. */
    public boolean isFreeText() {
        return free;
    }

    /** Returns whether columns of this type may be part of a key: there is a binary order that Java and SQL share. */
    public boolean isKeyType() {
        return switch (this) {
            case INTEGER, DECIMAL, TEXT, PADDED_TEXT, BYTES, DATE, TIMESTAMP, INSTANT, UUID, BOOLEAN -> true;
            case FLOAT4, FLOAT8, TIME, JSON, BIT, ENGINE_TEXT -> false;
        };
    }

    /**
     * The canonical form of a value's text form.
     *
     * @return the text itself if it is an {@link InvalidValue}
     * @throws NumberFormatException if the text is no value of a numeric type
     */
    public String canonical(String text) {
        if (InvalidValue.is(text)) {
            return text;
        }
        return switch (this) {
            case INTEGER, TEXT, DATE, TIME, TIMESTAMP, INSTANT, JSON, BIT, ENGINE_TEXT -> text;
            case BOOLEAN -> text.startsWith("t") ? "1" : text.startsWith("f") ? "0" : text;
            case DECIMAL -> plain(text);
            case FLOAT4 -> hex(Float.floatToIntBits(Float.parseFloat(text) + 0.0f));
            case FLOAT8 -> hex(Double.doubleToLongBits(Double.parseDouble(text) + 0.0));
            case PADDED_TEXT -> withoutPadding(text);
            case BYTES -> text.startsWith("\\x") ? text.substring(2) : text;
            case UUID -> text.toLowerCase(Locale.ROOT);
        };
    }

    /**
     * The canonical form, with the numbers of a JSON document by value: 0.10 is 0.1, as an engine that stores doubles prints it. Two
     * text forms of which this is equal are {@link #same}.
     */
    public String byValue(String text) {
        return this == JSON && !InvalidValue.is(text) ? new JsonNumbers(text).plain() : canonical(text);
    }

    /** Returns whether two text forms are the same value; JSON by its content, numbers in it by their exact decimal value. */
    public boolean same(String left, String right) {
        return left.equals(right)
                || (this == JSON ? sameJson(left, right) : canonical(left).equals(canonical(right)));
    }

    /** A text form of the canonical value, accepted as a literal by the engine. Inverse of {@link #canonical} up to equality. */
    public String literal(String canonical) {
        return switch (this) {
            case BYTES -> "\\x" + canonical;
            case FLOAT4 -> Float.toString(Float.intBitsToFloat(Integer.parseUnsignedInt(canonical, 16)));
            case FLOAT8 -> Double.toString(Double.longBitsToDouble(Long.parseUnsignedLong(canonical, 16)));
            default -> canonical;
        };
    }

    private static boolean sameJson(String left, String right) {
        try {
            return JSON_READER.readTree(left).equals(LogicalType::compareNodes, JSON_READER.readTree(right));
        } catch (JsonProcessingException e) {
            return false; // one of the texts is not JSON: different texts are different values
        }
    }

    /** Compares numbers by value, regardless of scale; compares all other nodes unchanged. */
    private static int compareNodes(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        return left.equals(right) ? 0 : 1;
    }

    private static String plain(String text) {
        char last = text.charAt(text.length() - 1);
        if (last == 'N' || last == 'y') {
            return text; // NaN, Infinity, -Infinity
        }
        if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0 && !text.startsWith("-0")) {
            return text;
        }
        BigDecimal value = new BigDecimal(text);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static String hex(int bits) {
        return HexFormat.of().toHexDigits(bits);
    }

    private static String hex(long bits) {
        return HexFormat.of().toHexDigits(bits);
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }
}
