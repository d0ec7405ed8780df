package dev.reconciler.compatibility;

/** The class of a difference, least first. */
public enum Compatibility {
    /** The target has more, and no row is affected. */
    ADDITIVE,
    /** Every row is copied unchanged. */
    COMPATIBLE,
    /** Depends on the data, or on the time after the cutover. */
    POTENTIALLY_BREAKING,
    /** Values that the source's definition allows are rejected, or writes are. */
    BREAKING
}
