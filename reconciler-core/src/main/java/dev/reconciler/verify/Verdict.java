package dev.reconciler.verify;

/**
 * The result of a verification for a table and tenant. A run that could not finish has none. Ordered by urgency for the reader.
 */
public enum Verdict {
    AGREED,
    /** No verdict at this time, for a reported reason that passes without action. */
    UNVERIFIABLE,
    /** Verification failed with the reported error, and fails again until an operator removes the cause. */
    NOT_VERIFIED,
    DIVERGED;

    /** Returns the verdict on both of two parts. */
    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
