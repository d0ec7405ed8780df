package dev.reconciler.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The binary order of keys that Java shares with every server: numbers by value, text by its UTF-8 bytes (COLLATE "C"),
 * everything else as the engine orders its type. Composite keys compare part by part, in key order.
 *
 * @param types of the key's parts, each a key type
 */
public record KeyOrder(List<LogicalType> types) implements Comparator<RowKey> {
    private static final int LONGEST_LONG = 18;

    public KeyOrder {
        types = List.copyOf(types);
    }

    @Override
    public int compare(RowKey left, RowKey right) {
        for (int i = 0; i < types.size(); i++) {
            int byPart =
                    compare(types.get(i), left.parts().get(i), right.parts().get(i));
            if (byPart != 0) {
                return byPart;
            }
        }
        return 0;
    }

    private static int compare(LogicalType type, String left, String right) {
        if (left.equals(right)) {
            return 0;
        }
        return switch (type) {
            case INTEGER, BOOLEAN -> integers(left, right);
            case DECIMAL -> decimals(left, right);
            case DATE, TIMESTAMP, INSTANT -> times(left, right);
            default ->
                Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
        };
    }

    private static int integers(String left, String right) {
        if (left.length() == right.length() && left.charAt(0) != '-' && right.charAt(0) != '-') {
            return left.compareTo(right);
        }
        return left.length() <= LONGEST_LONG && right.length() <= LONGEST_LONG
                ? Long.compare(Long.parseLong(left), Long.parseLong(right))
                : new BigInteger(left).compareTo(new BigInteger(right));
    }

    /** -Infinity, numbers, Infinity, NaN: as PostgreSQL orders them. */
    private static int decimals(String left, String right) {
        int byClass = Integer.compare(decimalClass(left), decimalClass(right));
        return byClass != 0 || decimalClass(left) != 1
                ? byClass
                : new BigDecimal(left).compareTo(new BigDecimal(right));
    }

    private static int decimalClass(String text) {
        return switch (text) {
            case "-Infinity" -> 0;
            case "Infinity" -> 2;
            case "NaN" -> 3;
            default -> 1;
        };
    }

    /** -infinity, years BC backwards, years AD (longer is later), infinity. */
    private static int times(String left, String right) {
        int byClass = Integer.compare(timeClass(left), timeClass(right));
        if (byClass != 0) {
            return byClass;
        }
        int byYear = Integer.compare(Integer.parseInt(year(left)), Integer.parseInt(year(right)));
        if (timeClass(left) == 1) {
            byYear = -byYear;
        }
        return byYear != 0 ? byYear : left.compareTo(right);
    }

    private static int timeClass(String text) {
        if (text.charAt(0) == '-') {
            return 0;
        }
        if (text.charAt(0) == 'i') {
            return 3;
        }
        return text.endsWith("BC") ? 1 : 2;
    }

    private static String year(String text) {
        int dash = text.indexOf('-');
        return dash > 0 ? text.substring(0, dash) : "0";
    }
}
