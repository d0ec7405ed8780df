package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.debezium.postgres.internal.DecodedMessages;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.position.TransactionId;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.relational.Table;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Passes messages on until it is closed, and no message after that, even if the connector's thread is still running: if a
 * transaction came late, after the next run had begun with earlier ones, those would count as applied.
 */
final class MessageGate implements DecodedMessages {
    private final DecodedMessages behind;
    private final ReentrantLock passing = new ReentrantLock();
    private volatile @Nullable Thread reader;
    private boolean closed;

    MessageGate(DecodedMessages behind) {
        this.behind = behind;
    }

    @Override
    public void begin(TransactionId id) throws InterruptedException {
        enter();
        try {
            behind.begin(id);
        } finally {
            passing.unlock();
        }
    }

    @Override
    public void change(ReplicationMessage change, Table table) throws InterruptedException {
        enter();
        try {
            behind.change(change, table);
        } finally {
            passing.unlock();
        }
    }

    @Override
    public boolean reads(String schema, String table) {
        return behind.reads(schema, table);
    }

    @Override
    public void leftOut(String schema, String table, String reason) throws InterruptedException {
        enter();
        try {
            behind.leftOut(schema, table, reason);
        } finally {
            passing.unlock();
        }
    }

    @Override
    public void commit(TransactionId id, Lsn end, Instant committedAt) throws InterruptedException {
        enter();
        try {
            behind.commit(id, end, committedAt);
        } finally {
            passing.unlock();
        }
    }

    private void enter() throws InterruptedException {
        passing.lockInterruptibly();
        if (closed) {
            passing.unlock();
            throw new InterruptedException("the stream is closed");
        }
        reader = Thread.currentThread();
    }

    /** Returns when the last message has passed; a message that waits for a full sink is dropped. */
    void close() {
        boolean interrupted = false;
        while (true) {
            try {
                if (passing.tryLock(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            Thread waiting = reader;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
        closed = true;
        passing.unlock();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
