package dev.reconciler.correction;

/** Receives a call between the steps of a correction, so that tests can force interleavings. */
public interface CorrectionHooks {
    CorrectionHooks NONE = new CorrectionHooks() {};

    /** The ledger was read so far; batches may still commit. */
    default void ledgerRead() {}

    /** No batch can commit from here on. */
    default void checkpointLocked() {}

    /** The rows to be corrected can't change from here on. */
    default void rowsLocked() {}

    /** Everything is written, nothing is committed. */
    default void written() {}
}
