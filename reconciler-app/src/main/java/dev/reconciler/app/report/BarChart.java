package dev.reconciler.app.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars, the longest first.
 *
 * @param description the chart in words, for readers who can't see it
 */
public record BarChart(String title, String description, List<Bar> bars) implements Document.Block {
    private static final int MOST = 12;
    private static final int LONGEST_LABEL = 34;
    private static final int ROW = 26;
    private static final int LEFT = 250;
    private static final int ROOM = 400;

    /** At most {@value #MOST} bars; the table beside the chart has all of them. */
    public BarChart {
        bars = bars.stream()
                .sorted(Comparator.comparing(Bar::value).reversed())
                .limit(MOST)
                .toList();
    }

    public record Bar(String label, long value) {
        public String shortLabel() {
            int[] characters = label.codePoints().toArray();
            return characters.length <= LONGEST_LABEL ? label : new String(characters, 0, LONGEST_LABEL - 1) + "…";
        }
    }

    public int height() {
        return ROW * bars.size();
    }

    public int left() {
        return LEFT;
    }

    /** The top of a bar. */
    public int top(int index) {
        return ROW * index + 4;
    }

    /** The length of a bar; one that stands for more than nothing is visible. */
    public String length(Bar bar) {
        long longest = Math.max(1, bars.get(0).value());
        double length = bar.value() == 0 ? 0 : Math.max(2, (double) ROOM * bar.value() / longest);
        return String.format(Locale.ROOT, "%.1f", length);
    }

    /** The place of a bar's number. */
    public String end(Bar bar) {
        return String.format(Locale.ROOT, "%.1f", LEFT + Double.parseDouble(length(bar)) + 8);
    }
}
