package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.SourceTransaction;

/** Points at which a test stops, crashes, interleaves or misleads the applier. Production uses {@link #NONE}. */
public interface ApplyHooks {
    ApplyHooks NONE = new ApplyHooks() {};

    /**
     * Replaces a received transaction. A test returns another one of the same id and end, in which events are lost, doubled or
     * altered; it must return the same at each attempt.
     */
    default SourceTransaction received(SourceTransaction transaction) {
        return transaction;
    }

    /** The checkpoint is locked; no row is written. */
    default void beforeData() {}

    /** Rows, parked events and ledger are written, the checkpoint is not advanced. */
    default void afterData() {}

    /** Everything is written. */
    default void beforeCommit() {}

    /** The target has committed, the applier does not know it yet. */
    default void afterCommit() {}

    /** The applier knows the commit; the stream may still have to send the batch again. */
    default void beforeAcknowledge() {}
}
