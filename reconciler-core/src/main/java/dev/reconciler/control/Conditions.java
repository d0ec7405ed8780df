package dev.reconciler.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conditions of a query, all of which must hold, and the values of their parameters. */
public final class Conditions {
    private final StringBuilder sql = new StringBuilder();
    private final Map<String, Object> bindings = new LinkedHashMap<>();

    /**
     * Adds a condition, unless the value is null.
     *
     * @param value bound to the parameter; null leaves the condition out
     */
    public Conditions and(String condition, String parameter, @Nullable Object value) {
        if (value != null) {
            append(condition);
            bindings.put(parameter, value);
        }
        return this;
    }

    /** Adds a condition; null leaves it out. */
    public Conditions and(@Nullable Condition condition) {
        if (condition != null) {
            append(condition.sql());
            bindings.putAll(condition.bindings());
        }
        return this;
    }

    private void append(String condition) {
        sql.append(sql.isEmpty() ? " WHERE " : " AND ").append(condition);
    }

    /** The WHERE clause, with a space at both ends; a space if there are no conditions. */
    public String sql() {
        return sql + " ";
    }

    public Map<String, Object> bindings() {
        return Map.copyOf(bindings);
    }
}
