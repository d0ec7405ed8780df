package dev.reconciler.review;

import java.util.Map;
import java.util.TreeMap;

/** The decision is not possible for the item; nothing was written. */
public final class DecisionRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> columns;

    public DecisionRefusedException(String message) {
        this(message, Map.of());
    }

    /** @param columns problems of values, by column */
    public DecisionRefusedException(String message, Map<String, String> columns) {
        super(columns.isEmpty() ? message : message + ": " + new TreeMap<>(columns));
        this.columns = new TreeMap<>(columns);
    }

    public Map<String, String> columns() {
        return Map.copyOf(columns);
    }
}
