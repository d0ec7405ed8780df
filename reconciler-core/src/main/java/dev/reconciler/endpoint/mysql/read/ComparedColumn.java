package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A stored column of a key type whose values are compared as {@link dev.reconciler.row.KeyOrder} compares them, with canonical
 * texts of any key.
 *
 * <p>An index serves the comparison where the column's own order is that one: numbers, bytes, times, and {@code varchar} in a binary
 * collation that pads no blanks. Other texts are compared as the bytes of their UTF-8 form, which no index serves, and years as numbers: to a
 * year, 70 is 1970. There, equality asks the column itself first, which an index does serve. So are uuids of MariaDB, whose index begins
 * with their last part.
 */
final class ComparedColumn {
    /**
     * Their order is that of the UTF-8 bytes, and blanks at the end count. {@code utf8mb4_bin} pads: a and a tab precede a. So does an
     * index of MariaDB on {@code char(n)}, whatever its collation.
     */
    private static final Set<String> BINARY_COLLATIONS =
            Set.of("utf8mb4_0900_bin", "utf8mb4_nopad_bin", "utf8mb3_nopad_bin", "ascii_nopad_bin");

    private static final String DAY = "\\d{4}-(?:0\\d|1[0-2])-(?:[0-2]\\d|3[01])";
    private static final Pattern DATE = Pattern.compile(DAY);
    private static final Pattern TIMESTAMP =
            Pattern.compile(DAY + " [0-2]\\d:[0-5]\\d:[0-5]\\d(?:\\.\\d{1,6})?(?:\\+00)?");
    private static final Pattern LATER = Pattern.compile("infinity|\\d{5,}-.*");
    private static final Pattern EARLIER = Pattern.compile("-infinity|.* BC");
    private static final int LONGEST_LONG = 18;

    private final String name;
    private final Column column;
    private final LogicalType type;
    private final String ordered;

    /** @param type of the mapped column, a key type */
    ComparedColumn(Column column, LogicalType type) {
        this.name = TableSql.ALIAS + "." + MySqlIdentifiers.quote(column.name());
        this.column = column;
        this.type = type;
        this.ordered = isOrdered() ? name : isPrinted() ? bytes(name) : "CAST(" + name + " AS SIGNED)";
    }

    /** The bytes of a text's UTF-8 form. */
    static String bytes(String text) {
        return "CAST(CONVERT(" + text + " USING utf8mb4) AS BINARY)";
    }

    private boolean isText() {
        return type == LogicalType.TEXT || type == LogicalType.PADDED_TEXT;
    }

    /** Returns whether the order is that of the bytes of the printed value. */
    private boolean isPrinted() {
        return isText() || type == LogicalType.UUID;
    }

    /** Returns whether the column's own order and equality are those of Java. */
    boolean isOrdered() {
        String collation = column.type().structure().traits().collation();
        return isPrinted()
                ? type == LogicalType.TEXT && collation != null && BINARY_COLLATIONS.contains(collation)
                : !column.type().structure().castName().equals("year");
    }

    /** The expression to sort by. */
    String ordered() {
        return ordered;
    }

    /** Adds a condition that is true for exactly this value. */
    void equal(BoundSql query, String canonical) {
        if (!isOrdered()) {
            query.add(name + " = " + converted(), isPrinted() ? canonical : number(canonical))
                    .add(" AND ");
        }
        compare(query, "=", canonical);
    }

    /** Adds a condition that is true for the values that a unique index of the column takes for this one. */
    void equalByCollation(BoundSql query, String canonical) {
        if (!isText()) {
            compare(query, "=", canonical);
            return;
        }
        query.add(name + " = " + converted(), canonical);
        if (!converted().equals("?")) { // a character that the set lacks must not be taken for a question mark
            query.add(" AND " + bytes(converted()) + " = ?", canonical, canonical.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The parameter in the column's character set: a character that the set lacks becomes another one, and would else be an error. */
    private String converted() {
        String charset = column.type().structure().traits().charset();
        return isText() && charset != null ? "CONVERT(? USING " + MySqlIdentifiers.quote(charset) + ")" : "?";
    }

    /**
     * Adds a comparison with a value, which the column need not be able to hold.
     *
     * @param operator one of {@code = < > >=}
     * @throws IllegalArgumentException if the text is no value of the type
     */
    void compare(BoundSql query, String operator, String canonical) {
        switch (place(canonical)) {
            case BEFORE -> query.add(operator.startsWith(">") ? "TRUE" : "FALSE");
            case AFTER -> query.add(operator.equals("<") ? "TRUE" : "FALSE");
            case WITHIN -> query.add(ordered + " " + operator + " " + parameter(), value(canonical));
        }
    }

    /** Returns whether the column could hold the value: an engine of other bounds has values beyond all of this one. */
    boolean isWithin(String canonical) {
        return place(canonical) == Place.WITHIN;
    }

    /** Adds the value as an expression that {@link #ordered} can be compared with. */
    void operand(BoundSql query, String canonical) {
        query.add(parameter(), value(canonical));
    }

    /** The place of a value of another engine relative to all values of this one. */
    private enum Place {
        BEFORE,
        WITHIN,
        AFTER
    }

    private Place place(String canonical) {
        return switch (type) {
            case DECIMAL ->
                switch (canonical) {
                    case "-Infinity" -> Place.BEFORE;
                    case "Infinity", "NaN" -> Place.AFTER;
                    default -> Place.WITHIN;
                };
            case DATE, TIMESTAMP, INSTANT ->
                LATER.matcher(canonical).matches()
                        ? Place.AFTER
                        : EARLIER.matcher(canonical).matches() ? Place.BEFORE : Place.WITHIN;
            default -> Place.WITHIN;
        };
    }

    /** A text would be compared with a {@code timestamp} as one, and take any time before 1970 for the zero time. */
    private String parameter() {
        return switch (type) {
            case DATE -> "CAST(? AS DATE)";
            case TIMESTAMP, INSTANT -> "CAST(? AS DATETIME(6))";
            default -> "?";
        };
    }

    private Object value(String canonical) {
        return switch (type) {
            case INTEGER, BOOLEAN -> number(canonical);
            case DECIMAL -> new BigDecimal(canonical);
            case BYTES -> HexFormat.of().parseHex(canonical);
            case DATE -> required(DATE, canonical);
            case TIMESTAMP, INSTANT -> required(TIMESTAMP, canonical).replace("+00", "");
            case TEXT, PADDED_TEXT, UUID -> isOrdered() ? canonical : canonical.getBytes(StandardCharsets.UTF_8);
            default -> throw new IllegalArgumentException(type + " is not the type of a key");
        };
    }

    private static Object number(String canonical) {
        return canonical.length() <= LONGEST_LONG ? Long.valueOf(canonical) : new BigDecimal(new BigInteger(canonical));
    }

    private String required(Pattern form, String canonical) {
        if (!form.matcher(canonical).matches()) {
            throw new IllegalArgumentException(
                    "'" + canonical + "' is no " + column.type().sqlName() + " for column " + column.name());
        }
        return canonical;
    }
}
