package dev.reconciler.cdc.capture;

import dev.reconciler.position.Position;

/**
 * The stream of a source's committed transactions, in commit order, each once, from a position on.
 *
 * <p>The source keeps its log until {@link #acknowledge} says that it is no longer needed.
 */
public interface ChangeStream extends AutoCloseable {
    /**
     * Starts delivering transactions whose end is after {@code from}; returns once connected.
     *
     * @throws StreamRefusedException if going on from there would not be safe: the reason and what to do
     */
    void start(Position from, TransactionSink sink);

    /** Returns whether the stream could take other tables now than it was started with: starting it again takes them. */
    default boolean isOutdated() {
        return false;
    }

    /** Everything up to here is committed in the target. */
    void acknowledge(Position applied);

    /** Stops; returns when no more transactions will be delivered. A stopped stream may be started again. */
    @Override
    void close();
}
