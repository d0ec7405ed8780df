package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.text.Durations;
import dev.reconciler.yaml.Places;
import java.math.BigDecimal;
import java.util.List;

/** The setting {@code compare} of a column: {@code exact}, {@code never}, or a tolerance as a number, in percent, or as a duration. */
final class Tolerances {
    private static final String PERCENT = "%";
    private static final BigDecimal HUNDRED = new BigDecimal(100);

    private Tolerances() {}

    /** @param node valid; missing for a column that is compared exactly */
    static ColumnComparison comparison(JsonNode node) {
        if (node.isObject()) {
            return tolerance(node.path("tolerance").asText());
        }
        return node.asText().equals("never") ? ColumnComparison.NEVER : ColumnComparison.EXACT;
    }

    private static ColumnComparison tolerance(String text) {
        if (text.endsWith(PERCENT)) {
            return new ColumnComparison.Percent(percent(text));
        }
        return isDuration(text)
                ? new ColumnComparison.Time(Durations.parse(text))
                : new ColumnComparison.Amount(new BigDecimal(text));
    }

    /** Notes what the schema can't find: a tolerance of nothing, or of everything. */
    static void note(JsonNode node, List<String> path, Places places) {
        String text = node.asText();
        if (text.isEmpty() || isDuration(text)) {
            return;
        }
        try {
            boolean percent = text.endsWith(PERCENT);
            BigDecimal most = percent ? percent(text) : new BigDecimal(text);
            if (most.signum() <= 0) {
                places.problem(path, "is not above 0", "write a positive number, or 'compare: exact'");
            } else if (percent && most.compareTo(HUNDRED) >= 0) {
                places.problem(path, "covers every value from 0 up", "write less than 100%, or 'compare: never'");
            }
        } catch (NumberFormatException e) {
            places.problem(path, "has the wrong form", "write a value like 0.01, 1%, 2s");
        }
    }

    private static BigDecimal percent(String text) {
        return new BigDecimal(text.substring(0, text.length() - PERCENT.length()));
    }

    private static boolean isDuration(String text) {
        return !text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1));
    }
}
