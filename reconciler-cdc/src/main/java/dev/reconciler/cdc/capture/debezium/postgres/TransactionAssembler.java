package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.capture.debezium.postgres.internal.DecodedMessages;
import dev.reconciler.cdc.capture.spill.EventBuffer;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.position.TransactionId;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.relational.Table;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Assembles whole transactions from the server's messages. The server sends transactions one after the other in commit order
 * (protocol 1, no in-progress streaming), each as BEGIN, changes and COMMIT; a message before the first BEGIN or outside a
 * transaction is a defect and stops the stream.
 */
final class TransactionAssembler implements DecodedMessages {
    private final MessageReader reader;
    private final EventBuffer buffer;
    private final Consumer<ChangeEvent> events;
    private final TransactionSink sink;
    private @Nullable TransactionId current;

    TransactionAssembler(MessageReader reader, EventBuffer buffer, TransactionSink sink) {
        this.reader = reader;
        this.buffer = buffer;
        this.events = buffer::add;
        this.sink = sink;
    }

    @Override
    public void begin(TransactionId id) {
        requireCurrent(null, "the beginning of " + id);
        current = id;
    }

    @Override
    public void change(ReplicationMessage change, Table table) {
        if (current == null) {
            throw new IllegalStateException("a change outside a transaction: " + change);
        }
        reader.read(change, table, events);
    }

    @Override
    public boolean reads(String schema, String table) {
        return reader.reads(schema, table);
    }

    @Override
    public void leftOut(String schema, String table, String reason) {
        if (current == null) {
            throw new IllegalStateException("a table's description outside a transaction: " + schema + "." + table);
        }
        reader.leftOut(schema, table, reason, events);
    }

    /** Ends the transaction; blocks while the sink is full. */
    @Override
    public void commit(TransactionId id, Lsn end, Instant committedAt) throws InterruptedException {
        requireCurrent(id, "the end of " + id);
        current = null;
        deliver(id, end, committedAt);
    }

    private void requireCurrent(@Nullable TransactionId expected, String next) {
        if (expected == null ? current != null : !expected.equals(current)) {
            throw new IllegalStateException("transaction " + current + " is in progress, but next came " + next);
        }
    }

    private void deliver(TransactionId id, Lsn end, Instant committedAt) throws InterruptedException {
        EventBuffer.Taken taken = buffer.take();
        SourceTransaction transaction =
                new SourceTransaction(id, end, committedAt, taken.size(), taken.events(), taken.release());
        boolean handedOver = false;
        try {
            sink.accept(transaction);
            handedOver = true;
        } finally {
            if (!handedOver) {
                taken.release().run();
            }
        }
    }

    /** Discards an unfinished transaction: it is delivered again after a restart. */
    void close() {
        buffer.clear();
    }
}
