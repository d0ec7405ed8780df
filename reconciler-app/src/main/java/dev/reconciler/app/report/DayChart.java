package dev.reconciler.app.report;

import dev.reconciler.report.Trend.DayFigure;
import java.util.List;
import java.util.Locale;

/**
 * Two columns for each day: found and closed.
 *
 * @param description the chart in words, for readers who can't see it
 */
public record DayChart(String title, String description, List<DayFigure> days) implements Document.Block {
    private static final int LEFT = 70;
    private static final int ROOM = 640;
    private static final int BASE = 170;
    private static final int HIGHEST = 150;
    private static final int MOST_LABELS = 8;

    public DayChart {
        days = List.copyOf(days);
    }

    public long highest() {
        return Math.max(
                1,
                days.stream()
                        .mapToLong(day -> Math.max(day.found(), day.closed()))
                        .max()
                        .orElse(0));
    }

    public int left() {
        return LEFT;
    }

    public int right() {
        return LEFT + ROOM;
    }

    public int base() {
        return BASE;
    }

    public int top() {
        return BASE - HIGHEST;
    }

    /** @param part 0 for the first column of the day, 1 for the second */
    public String x(int day, int part) {
        double width = (double) ROOM / days.size();
        return number(LEFT + width * day + width * (0.1 + 0.4 * part));
    }

    public String width() {
        return number(0.4 * ROOM / days.size());
    }

    public String y(long value) {
        return number(BASE - height(value));
    }

    public String tall(long value) {
        return number(height(value));
    }

    /** Returns whether the day's date is shown: not all of many are. */
    public boolean isLabelled(int day) {
        int every = (days.size() + MOST_LABELS - 1) / MOST_LABELS;
        return day % every == 0;
    }

    private double height(long value) {
        return (double) HIGHEST * value / highest();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
