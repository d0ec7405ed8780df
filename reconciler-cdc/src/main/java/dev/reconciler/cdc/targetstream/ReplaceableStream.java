package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.position.Position;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is replaced where it can't continue safely (its slot is gone or was recreated, its log is purged or holds an event that
 * can't be read, or the server is another one), because its loss costs only knowledge.
 */
public final class ReplaceableStream implements ChangeStream {
    private final ChangeStream stream;
    private final Function<StreamRefusedException, Position> replacement;
    private final AtomicReference<@Nullable StreamRefusedException> refused = new AtomicReference<>();

    /** @param replacement creates a new stream, records that earlier changes are unknown, and returns where the stream starts */
    public ReplaceableStream(ChangeStream stream, Function<StreamRefusedException, Position> replacement) {
        this.stream = stream;
        this.replacement = replacement;
    }

    @Override
    public void start(Position from, TransactionSink sink) {
        StreamRefusedException before = refused.getAndSet(null);
        if (before != null) {
            stream.start(replacement.apply(before), watched(sink));
            return;
        }
        try {
            stream.start(from, watched(sink));
        } catch (StreamRefusedException e) {
            stream.start(replacement.apply(e), watched(sink));
        }
    }

    /** Remembers that a running stream can't continue, so that the next start replaces it. */
    private TransactionSink watched(TransactionSink sink) {
        return new TransactionSink() {
            @Override
            public void accept(SourceTransaction transaction) throws InterruptedException {
                sink.accept(transaction);
            }

            @Override
            public void failed(Throwable cause) {
                if (cause instanceof StreamRefusedException e) {
                    refused.set(e);
                }
                sink.failed(cause);
            }
        };
    }

    @Override
    public void acknowledge(Position applied) {
        stream.acknowledge(applied);
    }

    @Override
    public void close() {
        stream.close();
    }
}
