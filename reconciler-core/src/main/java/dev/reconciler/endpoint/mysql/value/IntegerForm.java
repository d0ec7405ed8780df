package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Integers, years, and {@code tinyint(1)} and {@code bit(1)}, which are booleans. The server rejects a number out of range. */
record IntegerForm(String type) implements ValueForm {
    private static final int LONGEST_LONG = 18;
    private static final int FIRST_YEAR = 1901;
    private static final int LAST_YEAR = 2155;

    @Override
    public String select(String column) {
        return type.equals("bit") || type.equals("year") ? "CAST(" + column + " AS UNSIGNED)" : column;
    }

    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        String text = row.getString(index);
        return text == null ? null : withoutZeros(text);
    }

    /** ZEROFILL columns are printed with leading zeros. */
    static String withoutZeros(String text) {
        int start = 0;
        while (start < text.length() - 1 && text.charAt(start) == '0' && text.charAt(start + 1) != '.') {
            start++;
        }
        return text.substring(start);
    }

    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        String digits = digits(text);
        if (type.equals("year") && !isYear(digits)) {
            throw new UnstorableValueException.Reason(
                    Violation.OUT_OF_RANGE, "a year is 0, or from " + FIRST_YEAR + " to " + LAST_YEAR);
        }
        if (digits.length() <= LONGEST_LONG) {
            statement.setLong(index, Long.parseLong(digits));
        } else {
            statement.setBigDecimal(index, new BigDecimal(new BigInteger(digits)));
        }
    }

    private static String digits(String text) {
        String digits =
                switch (text) {
                    case "t", "true" -> "1";
                    case "f", "false" -> "0";
                    default -> text;
                };
        if (!isInteger(digits)) {
            throw new UnstorableValueException.Reason(Violation.INVALID, "it is no integer");
        }
        return digits;
    }

    /** A loop, as every number of every row comes here. */
    private static boolean isInteger(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > start;
    }

    /** The server takes 70 for 1970. */
    private static boolean isYear(String digits) {
        return digits.equals("0")
                || digits.length() == 4
                        && Integer.parseInt(digits) >= FIRST_YEAR
                        && Integer.parseInt(digits) <= LAST_YEAR;
    }
}
