package dev.reconciler.verify;

/** What a verification says of a table and tenant. A run that could not finish has none. */
public enum Verdict {
    AGREED,
    DIVERGED,
    /** Nothing can be said, for a reason that is given. */
    UNVERIFIABLE
}
