package dev.reconciler.endpoint.mysql.position;

/** The transactions that a reader of the log has received, as the server names them when it resumes a stream. */
public sealed interface Gtids permits GtidSet, MariaDbGtidPosition {
    boolean isEmpty();

    /**
     * Returns whether these are all transactions of the other, and perhaps more.
     *
     * @throws ClassCastException if the other is of another kind of server
     */
    boolean contains(Gtids other);

    /** The canonical text in the server's notation; empty for no transaction. */
    @Override
    String toString();
}
