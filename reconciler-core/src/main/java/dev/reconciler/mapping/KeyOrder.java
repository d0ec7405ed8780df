package dev.reconciler.mapping;

import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The binary order of a table's keys: what the servers' chunk predicates use, in Java. */
public final class KeyOrder implements Comparator<RowKey> {
    private final List<LogicalType> types;

    public KeyOrder(List<LogicalType> types) {
        this.types = List.copyOf(types);
    }

    public static KeyOrder of(MappedTable table) {
        return new KeyOrder(table.keyTypes());
    }

    @Override
    public int compare(RowKey left, RowKey right) {
        for (int i = 0; i < types.size(); i++) {
            int order = compare(types.get(i), left.parts().get(i), right.parts().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    public boolean contains(KeyRange range, RowKey key) {
        return (range.from() == null || compare(range.from(), key) <= 0)
                && (range.to() == null || compare(key, range.to()) < 0);
    }

    private static int compare(LogicalType type, String left, String right) {
        return switch (type) {
            case INTEGER -> new BigInteger(left).compareTo(new BigInteger(right));
            case DECIMAL -> compareDecimals(left, right);
            case DATE, TIMESTAMP, INSTANT -> compareDates(left, right);
            case TEXT, PADDED_TEXT, UUID, BYTES, BOOLEAN -> compareBytes(left, right);
            case FLOAT4, FLOAT8, TIME, JSON, BIT, ENGINE_TEXT ->
                throw new IllegalArgumentException("no key order for type " + type);
        };
    }

    private static int compareBytes(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    /** PostgreSQL sorts -Infinity first, then numbers, Infinity, NaN. */
    private static int compareDecimals(String left, String right) {
        int byRank = Integer.compare(decimalRank(left), decimalRank(right));
        return byRank != 0 || decimalRank(left) != 0 ? byRank : new BigDecimal(left).compareTo(new BigDecimal(right));
    }

    private static int decimalRank(String text) {
        return switch (text) {
            case "-Infinity" -> -1;
            case "Infinity" -> 1;
            case "NaN" -> 2;
            default -> 0;
        };
    }

    /** ISO texts: infinities at the ends, years before Christ backwards, years of more than four digits after shorter ones. */
    private static int compareDates(String left, String right) {
        int byRank = Integer.compare(dateRank(left), dateRank(right));
        if (byRank != 0) {
            return byRank;
        }
        int byYear = Long.compare(signedYear(left), signedYear(right));
        return byYear != 0 ? byYear : compareBytes(afterYear(left), afterYear(right));
    }

    private static int dateRank(String text) {
        return text.equals("-infinity") ? -1 : text.equals("infinity") ? 1 : 0;
    }

    private static long signedYear(String text) {
        if (dateRank(text) != 0) {
            return 0;
        }
        long year = Long.parseLong(text, 0, text.indexOf('-'), 10);
        return text.endsWith(" BC") ? -year : year;
    }

    /** Month, day and time; without zone and era, which are the same for both here. */
    private static String afterYear(String text) {
        if (dateRank(text) != 0) {
            return "";
        }
        String rest = text.substring(text.indexOf('-') + 1);
        return rest.replace(" BC", "").replace("+00", "");
    }
}
