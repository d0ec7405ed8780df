package dev.reconciler.discrepancy;

/**
 * A cause with its evidence.
 *
 * @param evidence for people, one or a few sentences; names columns, transactions and times, never a row's values
 */
public record Attribution(Cause cause, String evidence) {
    /** No conclusion, but a fact that a person would want to know. */
    public static Attribution unknown(String fact) {
        return new Attribution(Cause.UNKNOWN, fact);
    }
}
