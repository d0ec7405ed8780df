package dev.reconciler.cdc.simulation;

/** Shortcuts that look harmless. The simulation must catch every one; NONE it must never fail. */
enum Mutant {
    NONE,
    /** A transaction is in doubt by its place in the log instead of by the snapshot's content. */
    DOUBT_BY_LOG_ORDER,
    /** The applier keeps the ledger only while a window is open. */
    LEDGER_ONLY_IN_WINDOW,
    /** The pruner doesn't respect pins, and no check detects it. */
    PRUNE_UNDER_OPEN_WINDOW,
    /** The ledger does not survive a crash. */
    LEDGER_IN_MEMORY,
    /** The write position is noted before S is taken. */
    HIGH_BEFORE_SNAPSHOT,
    /** The last executed transaction is taken for H: an upper bound that is too small. */
    EXECUTED_AS_HIGH,
    /** The list of executed transactions is read after S and taken for C: a lower bound that is too large. */
    CONTENT_AFTER_SNAPSHOT,
    /** A key in doubt is held against its last entry outside C, though S may contain more than C. */
    IMAGE_OUTSIDE_CONTENT,
    /** A verdict, and its correction, are said to hold at the fence of another lane. */
    FENCE_OF_ANOTHER_LANE,
    /** A correction doesn't look for newer ledger entries. */
    CORRECT_WITHOUT_POSITION
}
