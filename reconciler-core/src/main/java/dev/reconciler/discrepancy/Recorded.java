package dev.reconciler.discrepancy;

/** What recording a finding came to. */
public record Recorded(Discrepancy discrepancy, Outcome outcome) {
    public enum Outcome {
        /** Never seen before. */
        NEW,
        /** Counted again; its state is what it was. */
        SEEN_AGAIN,
        /** It had been dealt with, and is back. */
        REOPENED
    }
}
