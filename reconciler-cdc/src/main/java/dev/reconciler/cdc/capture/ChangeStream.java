package dev.reconciler.cdc.capture;

import dev.reconciler.position.Position;

/**
 * The stream of a source's committed transactions, in commit order, each once, from a position on.
 *
 * <p>The source keeps its log until {@link #acknowledge} releases it.
 */
public interface ChangeStream extends AutoCloseable {
    /**
     * Starts delivering transactions whose end is after {@code from}; returns once connected.
     *
     * @throws StreamRefusedException if resuming from there would not be safe, with the reason and the operator's next action
     */
    void start(Position from, TransactionSink sink);

    /** Returns whether a restart would change the set of tables that the stream delivers. */
    default boolean isOutdated() {
        return false;
    }

    /** Everything up to this position is committed in the target. */
    void acknowledge(Position applied);

    /** Stops; returns once it will deliver no further transaction. A stopped stream may be started again. */
    @Override
    void close();
}
