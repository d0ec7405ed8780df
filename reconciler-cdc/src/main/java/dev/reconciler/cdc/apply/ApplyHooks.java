package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.SourceTransaction;

/** Points at which a test stops, crashes, interleaves or deceives the applier. Production uses {@link #NONE}. */
public interface ApplyHooks {
    ApplyHooks NONE = new ApplyHooks() {};

    /**
     * What the applier takes a transaction for. A test gives another one of the same id and end, from which events are lost,
     * doubled or altered; asked again with each attempt, it must give the same.
     */
    default SourceTransaction received(SourceTransaction transaction) {
        return transaction;
    }

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
