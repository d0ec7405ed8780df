package dev.reconciler.mapping.transform;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/** Days of the Gregorian calendar. */
final class Calendar {
    private Calendar() {}

    /** The ISO form of a day of the years 1 to 9999; empty if there is no such day. */
    static Optional<String> day(int year, int month, int day) {
        if (year < 1 || year > 9999) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(year, month, day).toString());
        } catch (DateTimeException e) {
            return Optional.empty(); // such as February 30: the transform's declared answer follows
        }
    }
}
