package dev.reconciler.endpoint.mysql.position;

/** The transactions that a reader of the log has received, as the server names them when it resumes a stream. */
public sealed interface Gtids permits GtidSet, MariaDbGtidPosition {
    boolean isEmpty();

    /** The canonical text in the server's notation; empty for no transaction. */
    @Override
    String toString();
}
