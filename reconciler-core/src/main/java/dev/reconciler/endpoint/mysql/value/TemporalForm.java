package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.schema.TypeStructure;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times, which travel as text: the driver's date types have no zero dates, no negative times and no microseconds.
 *
 * @param form of the text; the group {@code fraction} holds the digits of a second
 * @param fraction digits of a second that the column stores: the server rounds further digits, so they are rejected here
 * @param zone the end of each text, which MySQL does not print: {@code +00} for a point in time
 */
record TemporalForm(Pattern form, int fraction, String zone) implements ValueForm {
    private static final String DAY = "\\d{4}-\\d\\d-\\d\\d";
    private static final String SECOND = ":\\d\\d:\\d\\d(?:\\.(?<fraction>\\d{1,6}))?";
    private static final String FIRST_INSTANT = "1970-01-01 00:00:01";
    private static final String LAST_INSTANT = "2038-01-19 03:14:07.999999";
    private static final String ZERO_INSTANT = "0000-00-00 00:00:00";

    static final ValueForm DATE = new TemporalForm(Pattern.compile(DAY + "(?<fraction>)"), 0, "");

    static ValueForm time(TypeStructure type) {
        return new TemporalForm(Pattern.compile("-?\\d{2,3}" + SECOND), digits(type), "");
    }

    static ValueForm timestamp(TypeStructure type) {
        return new TemporalForm(Pattern.compile(DAY + " \\d\\d" + SECOND), digits(type), "");
    }

    static ValueForm instant(TypeStructure type) {
        return new TemporalForm(Pattern.compile(DAY + " \\d\\d" + SECOND), digits(type), "+00");
    }

    private static int digits(TypeStructure type) {
        return Objects.requireNonNull(type.limits().fraction());
    }

    @Override
    public String select(String column) {
        return "CAST(" + column + " AS CHAR)";
    }

    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        String text = Texts.read(row, index);
        return text == null ? null : withoutZeros(text) + zone;
    }

    private static String withoutZeros(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        String bound = text.endsWith(zone) ? text.substring(0, text.length() - zone.length()) : text + " ";
        Matcher matcher = form.matcher(bound);
        if (!matcher.matches()) {
            throw new UnstorableValueException.Reason(
                    Violation.OUT_OF_RANGE, "MySQL has years of four digits, no BC, no infinity and no other zone");
        }
        String digits = matcher.group("fraction");
        if (digits != null && digits.length() > fraction) {
            throw new UnstorableValueException.Reason(
                    Violation.OUT_OF_RANGE, "it has more than " + fraction + " digits of a second");
        }
        if (!zone.isEmpty() && !isInstant(bound)) {
            throw new UnstorableValueException.Reason(
                    Violation.OUT_OF_RANGE, "a timestamp is from " + FIRST_INSTANT + " to " + LAST_INSTANT + " UTC");
        }
        statement.setString(index, bound);
    }

    private static boolean isInstant(String text) {
        return text.equals(ZERO_INSTANT) || text.compareTo(FIRST_INSTANT) >= 0 && text.compareTo(LAST_INSTANT) <= 0;
    }
}
