package dev.reconciler.cdc.apply;

/** Points at which a test stops, crashes or interleaves the applier. Production uses {@link #NONE}. */
public interface ApplyHooks {
    ApplyHooks NONE = new ApplyHooks() {};

    /** The checkpoint is locked, nothing is written. */
    default void beforeData() {}

    /** Rows, parked events and ledger are written, the checkpoint is not advanced. */
    default void afterData() {}

    /** Everything is written. */
    default void beforeCommit() {}

    /** The target has committed, the applier does not know it yet. */
    default void afterCommit() {}

    /** The applier knows; the stream may still have to send the batch again. */
    default void beforeAcknowledge() {}
}
