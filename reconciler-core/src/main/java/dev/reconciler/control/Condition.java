package dev.reconciler.control;

import java.util.Map;

/**
 * A condition of a statement.
 *
 * @param sql an expression that is true or false, never unknown, if its operands are known
 * @param bindings the values of its parameters, to be bound to the statement
 */
public record Condition(String sql, Map<String, Object> bindings) {
    public Condition {
        bindings = Map.copyOf(bindings);
    }
}
