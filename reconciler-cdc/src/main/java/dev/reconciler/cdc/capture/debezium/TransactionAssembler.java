package dev.reconciler.cdc.capture.debezium;

import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.position.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole transactions of the connector's records. The server sends transactions one after the other in commit order
 * (protocol 1, no in-progress streaming), each as BEGIN, changes and END, spread over any number of batches; what stands before
 * the first BEGIN or outside a transaction is a defect and stops the stream.
 */
final class TransactionAssembler {
    private final RecordReader reader;
    private final EventBuffer buffer;
    private final TransactionSink sink;
    private @Nullable TransactionId current;

    TransactionAssembler(RecordReader reader, EventBuffer buffer, TransactionSink sink) {
        this.reader = reader;
        this.buffer = buffer;
        this.sink = sink;
    }

    /** Blocks while the sink has no room. */
    void add(PostgresRecord entry) throws InterruptedException {
        if (entry instanceof PostgresRecord.Begin begin) {
            requireCurrent(null, entry);
            current = begin.id();
        } else if (entry instanceof PostgresRecord.Change change) {
            if (current == null) {
                throw new IllegalStateException(
                        "a change outside a transaction: " + change.source().sourceOffset());
            }
            reader.read(change, buffer::add);
        } else if (entry instanceof PostgresRecord.End end) {
            requireCurrent(end.id(), entry);
            current = null;
            deliver(end);
        }
    }

    private void requireCurrent(@Nullable TransactionId expected, PostgresRecord entry) {
        if (expected == null ? current != null : !expected.equals(current)) {
            throw new IllegalStateException("transaction " + current + " is under way, but next came " + entry);
        }
    }

    private void deliver(PostgresRecord.End end) throws InterruptedException {
        EventBuffer.Taken taken = buffer.take();
        SourceTransaction transaction = new SourceTransaction(
                end.id(), end.end(), end.committedAt(), taken.size(), taken.events(), taken.release());
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

    /** Gives up an unfinished transaction: it comes again after a restart. */
    void close() {
        buffer.clear();
    }
}
