package dev.reconciler.report;

import java.time.LocalDate;
import java.time.ZoneId;

/** A calendar day in a time zone; it has 23 or 25 hours where the clock changes. */
public record Day(LocalDate date, ZoneId zone) {
    public Period period() {
        return new Period(
                date.atStartOfDay(zone).toInstant(),
                date.plusDays(1).atStartOfDay(zone).toInstant());
    }
}
