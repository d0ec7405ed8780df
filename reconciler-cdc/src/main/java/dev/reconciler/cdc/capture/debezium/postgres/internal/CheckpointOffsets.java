package dev.reconciler.cdc.capture.debezium.postgres.internal;

import dev.reconciler.endpoint.postgres.position.Lsn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The connector's offset: only the checkpoint's END position.
 *
 * <p>The connector's own offset is discarded. Restarted from it at the end of a transaction, the connector looks for the last
 * event that it saw and drops rows of another transaction that was interleaved and committed next. From {@code lsn} and
 * {@code lsn_commit} alone it takes everything that the server sends, and the server sends whole transactions that end after
 * that position. The connector flushes the slot to the same offset.
 */
public final class CheckpointOffsets implements OffsetBackingStore {
    private @Nullable ConnectorHandle stream;

    @Override
    public void configure(WorkerConfig config) {
        stream = ConnectorHandle.find(config.originals());
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
        Map<ByteBuffer, ByteBuffer> values = new HashMap<>();
        for (ByteBuffer key : keys) {
            values.put(key, offset());
        }
        return CompletableFuture.completedFuture(values);
    }

    private ByteBuffer offset() {
        if (stream == null) {
            throw new IllegalStateException("the offset store was not configured");
        }
        Lsn lsn = stream.acknowledged();
        String json = "{\"lsn\":" + lsn.value() + ",\"lsn_commit\":" + lsn.value() + "}";
        return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
        callback.onCompletion(null, null);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connectorName) {
        return Set.of();
    }
}
