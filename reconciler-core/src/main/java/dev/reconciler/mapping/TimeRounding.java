package dev.reconciler.mapping;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rounds the text form of a time or a point in time to fewer digits of a second, exactly as PostgreSQL does when it stores one in
 * a column of that precision: to the nearest, halves away from 2000-01-01 00:00 (a time of the day: upwards).
 */
final class TimeRounding {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{4,6})-(\\d\\d)-(\\d\\d) )?(\\d\\d):(\\d\\d):(\\d\\d)\\.(\\d{1,6})(.*)");
    private static final int MICROS = 1_000_000;
    private static final String BC = " BC";

    private TimeRounding() {}

    /** Rounds the text to this many digits; a value without a fraction, and infinity, is returned unchanged. */
    static String round(String text, int digits) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || form.group(7).length() <= digits) {
            return text;
        }
        int fraction = Integer.parseInt((form.group(7) + "00000").substring(0, 6));
        int unit = (int) Math.pow(10, 6 - digits);
        boolean day = form.group(1) == null;
        boolean bc = form.group(8).endsWith(BC);
        boolean halvesUp = day || !bc && Integer.parseInt(form.group(1)) >= 2000;
        int rounded = (fraction + unit / 2 - (halvesUp ? 0 : 1)) / unit * unit;
        boolean carry = rounded == MICROS;
        if (day) {
            return time(form, carry) + fraction(rounded % MICROS) + form.group(8);
        }
        LocalDateTime at = instant(form, bc).plusSeconds(carry ? 1 : 0);
        boolean stillBc = at.getYear() <= 0;
        String zone = bc ? form.group(8).substring(0, form.group(8).length() - BC.length()) : form.group(8);
        return printed(at, stillBc ? 1 - at.getYear() : at.getYear())
                + fraction(rounded % MICROS)
                + zone
                + (stillBc ? BC : "");
    }

    private static String fraction(int micros) {
        return micros == 0 ? "" : ("." + String.format(Locale.ROOT, "%06d", micros)).replaceAll("0+$", "");
    }

    /** 23:59:59.9 becomes 24:00:00, which is a time to PostgreSQL. */
    private static String time(Matcher form, boolean carry) {
        int seconds = Integer.parseInt(form.group(4)) * 3600
                + Integer.parseInt(form.group(5)) * 60
                + Integer.parseInt(form.group(6))
                + (carry ? 1 : 0);
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static LocalDateTime instant(Matcher form, boolean bc) {
        int year = Integer.parseInt(form.group(1));
        return LocalDateTime.of(
                LocalDate.of(bc ? 1 - year : year, Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3))),
                LocalTime.of(
                        Integer.parseInt(form.group(4)),
                        Integer.parseInt(form.group(5)),
                        Integer.parseInt(form.group(6))));
    }

    private static String printed(LocalDateTime at, int year) {
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02d %02d:%02d:%02d",
                year,
                at.getMonthValue(),
                at.getDayOfMonth(),
                at.getHour(),
                at.getMinute(),
                at.getSecond());
    }
}
