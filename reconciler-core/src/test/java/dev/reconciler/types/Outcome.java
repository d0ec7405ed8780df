package dev.reconciler.types;

import java.util.List;

/** The result of one {@link Sample}. */
sealed interface Outcome {
    /**
     * The target stored each value; both sides and Java hash it alike, and tell it from the next one.
     *
     * @param rejected values that the target rejected
     * @param announced the exceptions that {@code check} names
     */
    record Exact(int values, int rejected, List<String> announced) implements Outcome {}

    /** The pair of types is refused before the start. @param problem the reason and the fix */
    record Refused(String problem) implements Outcome {}

    /** The contract does not hold. */
    record Broken(List<String> failures) implements Outcome {}
}
