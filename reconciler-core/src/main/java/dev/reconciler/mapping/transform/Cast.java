package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversion into the target's type that never rounds. Spaces at both ends of a text are ignored.
 *
 * <ul>
 *   <li>text to integers and decimals: digits with an optional sign and point; no exponent. An integer must be whole: 7.0 is 7
 *   <li>text to boolean: t, true, y, yes, on, 1 and f, false, n, no, off, 0, in any case; integers: 1 and 0
 *   <li>text to date: 2024-05-20 and 20240520, also of an integer; text to timestamp: 2024-05-20 10:30[:15[.123456]], also with T
 *   <li>decimal to integer, if it is whole; boolean to 1 or 0; timestamp to its date, date to its midnight
 * </ul>
 */
public record Cast(Invalid invalid) implements OneToOne {
    /** Follows the text in the reason of an invalid value. */
    public static final String REASON = "can't be cast";

    /** Longer texts are no numbers: SQL has a limit of its own. */
    public static final int MOST_DIGITS = 200;

    public static final Set<String> TRUE = Set.of("t", "true", "y", "yes", "on", "1");
    public static final Set<String> FALSE = Set.of("f", "false", "n", "no", "off", "0");

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:[0-9]{1," + MOST_DIGITS + "}(?:\\.[0-9]{0,"
            + MOST_DIGITS + "})?|\\.[0-9]{1," + MOST_DIGITS + "})");
    private static final Pattern DATE = Pattern.compile("([0-9]{4})(-?)([0-9]{2})\\2([0-9]{2})");
    private static final Pattern TIMESTAMP = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]"
            + "((?:[01][0-9]|2[0-3]):[0-5][0-9])(?:(:[0-5][0-9])(?:\\.([0-9]{1,6}))?)?");

    @Override
    public @Nullable String apply(SourceValue value, LogicalType to) {
        String text = value.canonical();
        if (text == null) {
            return null;
        }
        Optional<String> result = result(value.type(), to, Spaces.trim(text));
        return result.isPresent() ? result.get() : invalid.answer(text, REASON);
    }

    private static Optional<String> result(LogicalType from, LogicalType to, String text) {
        return switch (to) {
            case INTEGER -> integer(text);
            case DECIMAL -> DECIMAL.matcher(text).matches() ? Optional.of(decimal(text)) : Optional.empty();
            case BOOLEAN -> truth(text);
            case DATE -> from == LogicalType.TIMESTAMP ? dateOf(text) : date(text);
            case TIMESTAMP -> from == LogicalType.DATE ? midnight(text) : timestamp(text);
            default -> Optional.empty();
        };
    }

    private static Optional<String> integer(String text) {
        return DECIMAL.matcher(text).matches()
                ? Optional.of(decimal(text)).filter(whole -> whole.indexOf('.') < 0)
                : Optional.empty();
    }

    private static String decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static Optional<String> truth(String text) {
        String word = AsciiCase.lower(text);
        return TRUE.contains(word) ? Optional.of("1") : FALSE.contains(word) ? Optional.of("0") : Optional.empty();
    }

    private static Optional<String> date(String text) {
        Matcher form = DATE.matcher(text);
        return form.matches() ? day(form.group(1), form.group(3), form.group(4)) : Optional.empty();
    }

    private static Optional<String> day(String year, String month, String day) {
        return Calendar.day(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
    }

    private static Optional<String> timestamp(String text) {
        Matcher form = TIMESTAMP.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String seconds = form.group(5) == null ? ":00" : form.group(5);
        String fraction = form.group(6) == null ? "" : ("." + form.group(6)).replaceAll("\\.?0*$", "");
        return day(form.group(1), form.group(2), form.group(3))
                .map(day -> day + " " + form.group(4) + seconds + fraction);
    }

    /** Infinity has no time of the day. */
    private static Optional<String> dateOf(String timestamp) {
        return Optional.of(timestamp.replaceFirst(" [0-9:.]+", ""));
    }

    private static Optional<String> midnight(String date) {
        return Optional.of(
                date.endsWith("infinity") ? date : date.replaceFirst("^([0-9]+-[0-9]+-[0-9]+)", "$1 00:00:00"));
    }

    @Override
    public boolean isInjective() {
        return false;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.cast(this);
    }
}
