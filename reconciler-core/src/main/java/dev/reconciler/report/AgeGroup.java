package dev.reconciler.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The time for which an item has been in its state. */
public enum AgeGroup {
    UNDER_AN_HOUR(Duration.ofHours(1)),
    UNDER_A_DAY(Duration.ofDays(1)),
    UNDER_A_WEEK(Duration.ofDays(7)),
    UNDER_30_DAYS(Duration.ofDays(30)),
    LONGER(Duration.ofDays(30));

    private final Duration end;

    AgeGroup(Duration end) {
        this.end = end;
    }

    /** The earliest time, exclusive, of each group but the last: a later item is in that group or in one before it. */
    public static List<Instant> bounds(Instant now) {
        return Arrays.stream(values())
                .filter(group -> group != LONGER)
                .map(group -> now.minus(group.end))
                .toList();
    }
}
