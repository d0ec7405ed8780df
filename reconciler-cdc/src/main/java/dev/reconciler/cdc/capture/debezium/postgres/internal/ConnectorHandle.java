package dev.reconciler.cdc.capture.debezium.postgres.internal;

import dev.reconciler.endpoint.postgres.position.Lsn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One run of the connector, for the parts that Kafka Connect creates by class name and configures only with strings: they find
 * the run by its id.
 */
public final class ConnectorHandle implements AutoCloseable {
    /** Configuration property that carries {@link #id}. */
    public static final String ID_PROPERTY = "reconciler.stream.id";

    // The only way to pass an object to classes that Connect instantiates; an entry exists exactly while its stream
    // runs.
    private static final Map<String, ConnectorHandle> RUNNING = new ConcurrentHashMap<>();

    private static final AtomicLong NEXT_ID = new AtomicLong();

    private final String id = Long.toString(NEXT_ID.incrementAndGet());
    private final Runnable requireSafe;
    private final DecodedMessages messages;
    private Lsn acknowledged;

    /**
     * @param requireSafe throws if the slot does not deliver everything after the checkpoint
     * @param messages receives the server's messages
     */
    public ConnectorHandle(Lsn from, Runnable requireSafe, DecodedMessages messages) {
        this.acknowledged = from;
        this.requireSafe = requireSafe;
        this.messages = messages;
        RUNNING.put(id, this);
    }

    static ConnectorHandle find(Map<String, ?> configuration) {
        Object id = configuration.get(ID_PROPERTY);
        ConnectorHandle stream = id == null ? null : RUNNING.get(id.toString());
        if (stream == null) {
            throw new IllegalStateException("no stream runs by the id " + id);
        }
        return stream;
    }

    public String id() {
        return id;
    }

    /** The position up to which the target holds everything: the slot may be flushed to it, never past it. */
    public synchronized Lsn acknowledged() {
        return acknowledged;
    }

    /** Never moves back. */
    public synchronized void acknowledge(Lsn applied) {
        if (applied.covers(acknowledged)) {
            acknowledged = applied;
        }
    }

    DecodedMessages messages() {
        return messages;
    }

    void requireSafe() {
        requireSafe.run();
    }

    @Override
    public void close() {
        RUNNING.remove(id);
    }
}
