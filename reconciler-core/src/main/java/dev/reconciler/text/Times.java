package dev.reconciler.text;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times and durations in the form that people read. */
public final class Times {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    public static String utc(Instant at) {
        return UTC.format(at);
    }

    /**
     * A time as people write it: with its zone, such as {@code 2026-11-28T10:00:00Z}, or as a duration before now, such as {@code 2h}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Instant parse(String text, Instant now) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return before(text, now);
        }
    }

    private static Instant before(String text, Instant now) {
        try {
            return now.minus(Durations.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not a time with its zone (such as 2026-11-28T10:00:00Z or 2026-11-28T11:00+01:00), nor a duration before"
                            + " now (such as 30m, 2h or 1d): " + text,
                    e);
        }
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
