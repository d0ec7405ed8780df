package dev.reconciler.cdc.capture.debezium.postgres.internal;

import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.position.TransactionId;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.relational.Table;
import java.time.Instant;

/**
 * Receives the server's decoded messages, in order and on the thread that reads the session. A method may block, which holds the
 * stream back.
 */
public interface DecodedMessages {
    /** Returns whether changes of the table are wanted; a publication may carry further tables. Never blocks. */
    boolean reads(String schema, String table);

    void begin(TransactionId id) throws InterruptedException;

    /**
     * @param change of a row, or TRUNCATE
     * @param table its columns as the stream last described them: a new object after each description
     */
    void change(ReplicationMessage change, Table table) throws InterruptedException;

    /** From here on changes of a table are left out, because the connector can't decode its present form. */
    void leftOut(String schema, String table, String reason) throws InterruptedException;

    /** @param end the log position after the commit: the server sends it with COMMIT, alone of all messages */
    void commit(TransactionId id, Lsn end, Instant committedAt) throws InterruptedException;
}
