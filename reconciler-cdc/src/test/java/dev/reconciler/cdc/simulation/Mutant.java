package dev.reconciler.cdc.simulation;

/** Shortcuts that look harmless. The simulation must catch every one; NONE it must never fail. */
enum Mutant {
    NONE,
    /** A transaction is in doubt by its place in the log instead of by the snapshot's content. */
    DOUBT_BY_LOG_ORDER,
    /** The applier keeps the ledger only while a window is open. */
    LEDGER_ONLY_IN_WINDOW,
    /** The pruner doesn't respect pins, and nobody notices. */
    PRUNE_UNDER_OPEN_WINDOW,
    /** The ledger does not survive a crash. */
    LEDGER_IN_MEMORY,
    /** The write position is noted before S is taken. */
    HIGH_BEFORE_SNAPSHOT,
    /** A correction doesn't look for newer ledger entries. */
    CORRECT_WITHOUT_POSITION
}
