package dev.reconciler.correction;

/** What a correction does to its row. Names are a contract: journal, API and metrics use them. */
public enum CorrectionKind {
    INSERT,
    UPDATE,
    DELETE,
    /** A person edited the values. */
    CUSTOM_FIX,
    /** Goes back to what an earlier correction found. */
    UNDO
}
