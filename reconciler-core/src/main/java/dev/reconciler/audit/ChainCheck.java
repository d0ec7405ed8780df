package dev.reconciler.audit;

/** What walking a chain found. */
public sealed interface ChainCheck {
    record Intact(long entries) implements ChainCheck {}

    /** @param sequence the first entry that is not as it was written, or that is missing */
    record Broken(long sequence, String reason) implements ChainCheck {}
}
