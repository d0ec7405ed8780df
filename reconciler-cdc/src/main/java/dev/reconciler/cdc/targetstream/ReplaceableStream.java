package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.position.Position;
import java.util.function.Function;

/**
 * A stream that is replaced where it can't continue safely (its slot is gone or was recreated, or the server is another one), because its
 * loss costs only knowledge.
 */
public final class ReplaceableStream implements ChangeStream {
    private final ChangeStream stream;
    private final Function<StreamRefusedException, Position> replacement;

    /** @param replacement creates a new stream, records that earlier changes are unknown, and returns where the stream starts */
    public ReplaceableStream(ChangeStream stream, Function<StreamRefusedException, Position> replacement) {
        this.stream = stream;
        this.replacement = replacement;
    }

    @Override
    public void start(Position from, TransactionSink sink) {
        try {
            stream.start(from, sink);
        } catch (StreamRefusedException e) {
            stream.start(replacement.apply(e), sink);
        }
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
