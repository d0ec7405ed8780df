package dev.reconciler.discrepancy;

/** The outcome of recording a finding. */
public record Recorded(Discrepancy discrepancy, Outcome outcome) {
    public enum Outcome {
        /** Never seen before. */
        NEW,
        /** Counted again; its state is unchanged. */
        SEEN_AGAIN,
        /** Reopened: it was closed before. */
        REOPENED
    }
}
