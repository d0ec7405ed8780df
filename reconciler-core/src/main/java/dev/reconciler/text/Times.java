package dev.reconciler.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and durations in the form that people read. */
public final class Times {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    public static String utc(Instant at) {
        return UTC.format(at);
    }

    /** The two largest units, such as {@code 3 h 12 min}; a negative span is shown as none. */
    public static String span(Duration span) {
        Duration d = span.isNegative() ? Duration.ZERO : span;
        if (d.compareTo(Duration.ofMinutes(1)) < 0) {
            return d.toSeconds() == 0 && !d.isZero() ? d.toMillis() + " ms" : d.toSeconds() + " s";
        }
        if (d.compareTo(Duration.ofHours(1)) < 0) {
            return d.toMinutes() + " min";
        }
        return d.compareTo(Duration.ofDays(2)) < 0
                ? d.toHours() + " h " + d.toMinutesPart() + " min"
                : d.toDays() + " d " + d.toHoursPart() + " h";
    }
}
