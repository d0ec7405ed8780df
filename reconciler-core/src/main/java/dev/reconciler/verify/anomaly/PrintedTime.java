package dev.reconciler.verify.anomaly;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates and points in time in the text form of the servers. */
final class PrintedTime {
    private static final Pattern FORM =
            Pattern.compile("(\\d{4,6})-(\\d\\d)-(\\d\\d)(?: (\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?(?:\\+00)?)?");

    private PrintedTime() {}

    /** Empty for an infinity, a zero date of MySQL, a year before Christ, and any other text. */
    static Optional<LocalDateTime> of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(
                    Integer.parseInt(form.group(1)),
                    Integer.parseInt(form.group(2)),
                    Integer.parseInt(form.group(3)),
                    number(form.group(4)),
                    number(form.group(5)),
                    number(form.group(6))));
        } catch (DateTimeException e) {
            return Optional.empty(); // no day of the calendar
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    static double seconds(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC);
    }

    static String text(double seconds) {
        return LocalDateTime.ofEpochSecond((long) seconds, 0, ZoneOffset.UTC)
                .toString()
                .replace('T', ' ');
    }
}
