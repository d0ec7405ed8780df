package dev.reconciler.audit;

/** The result of walking a chain. */
public sealed interface ChainCheck {
    record Intact(long entries) implements ChainCheck {}

    /** @param sequence the first entry that was altered or is missing */
    record Broken(long sequence, String reason) implements ChainCheck {}
}
