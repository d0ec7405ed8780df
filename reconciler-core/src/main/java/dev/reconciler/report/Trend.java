package dev.reconciler.report;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The differences found day by day, in a table or in all of them.
 *
 * @param table empty for all tables together
 * @param first found on the first day
 * @param last found on the last day
 * @param ratio last to first; null if nothing was found on the first day
 */
public record Trend(
        String table,
        List<DayFigure> days,
        long first,
        long last,
        long change,
        @Nullable Double ratio,
        Direction direction) {
    public Trend {
        days = List.copyOf(days);
    }

    public record DayFigure(LocalDate date, long found, long closed) {}

    /** The direction from the first day to the last. */
    public enum Direction {
        /** The last day has more than 1.2 times the first day's number, or the first day has none. */
        INCREASING,
        STABLE,
        /** The last day has less than 0.8 times the first day's number. */
        DECREASING
    }

    static Trend of(String table, List<DayFigure> days) {
        long first = days.get(0).found();
        long last = days.get(days.size() - 1).found();
        return new Trend(
                table,
                days,
                first,
                last,
                last - first,
                first == 0 ? null : (double) last / first,
                direction(first, last));
    }

    private static Direction direction(long first, long last) {
        if (10 * last > 12 * first) {
            return Direction.INCREASING;
        }
        return 10 * last < 8 * first ? Direction.DECREASING : Direction.STABLE;
    }
}
