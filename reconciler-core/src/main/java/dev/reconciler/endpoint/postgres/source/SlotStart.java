package dev.reconciler.endpoint.postgres.source;

/**
 * The decision what a start does with the replication slot. {@code check} and {@code serve} both use it, so that they cannot disagree.
 *
 * <p>A first start is a sequence of steps, and the process can be killed between any two of them: take the lease (makes a checkpoint at
 * 0/0), record the intent, create the slot, record its origin, adopt tables, move the checkpoint to the slot's start. While the checkpoint
 * is at 0/0 nothing has been applied, so every step can be repeated.
 */
public enum SlotStart {
    /** No slot, and nothing was applied: the start creates one. */
    CREATE,
    /** An earlier start of this pipeline created the slot and ended before it recorded the origin: the start drops it and creates it again. */
    RECREATE,
    /** The start streams on from the slot. */
    CONTINUE,
    /** Changes were applied, and the slot that has the next ones is gone: the start is refused. */
    GONE,
    /** A slot exists that this pipeline did not create: the start is refused. */
    OCCUPIED;

    /**
     * @param applied true if the checkpoint is past 0/0
     * @param origin true if the slot's origin is recorded
     * @param exists true if the source has the slot
     * @param intended true if the intent to create a slot of this name is recorded
     */
    public static SlotStart of(boolean applied, boolean origin, boolean exists, boolean intended) {
        if (!exists) {
            return applied ? GONE : CREATE;
        }
        if (applied || origin) {
            return CONTINUE;
        }
        return intended ? RECREATE : OCCUPIED;
    }
}
