package dev.reconciler.correction;

/** The effect of a correction on its row. Names are stable: journal, API and metrics use them. */
public enum CorrectionKind {
    INSERT,
    UPDATE,
    DELETE,
    /** A person edited the values. */
    CUSTOM_FIX,
    /** A difference that the canary job plants in its own row, or removes again. */
    CANARY,
    /** Restores the row that an earlier correction replaced. */
    UNDO
}
