package dev.reconciler.correction;

/** What a correction does to its row. Names are a contract: journal, API and metrics use them. */
public enum CorrectionKind {
    INSERT,
    UPDATE,
    DELETE,
    /** A person edited the values. */
    CUSTOM_FIX,
    /** A difference that the canary job makes in a row of its own, or takes out again. */
    CANARY,
    /** Goes back to what an earlier correction found. */
    UNDO
}
