package dev.reconciler.verify;

/** What a verification says of a table and tenant. A run that could not finish has none. In order of what a reader must know first. */
public enum Verdict {
    AGREED,
    /** Nothing can be said at this time, for a reason that is given and that passes by itself. */
    UNVERIFIABLE,
    /** Verification failed with an error, which is given: it will fail again until somebody removes the cause. */
    NOT_VERIFIED,
    DIVERGED;

    /** Returns the verdict on both of two parts. */
    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
