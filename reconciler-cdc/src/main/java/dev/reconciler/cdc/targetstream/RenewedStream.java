package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.position.Position;
import java.util.function.Function;

/**
 * A stream whose loss costs knowledge and nothing else: where it can't go on safely (slot gone or recreated, another server), it is begun
 * anew instead of being refused.
 */
public final class RenewedStream implements ChangeStream {
    private final ChangeStream stream;
    private final Function<StreamRefusedException, Position> anew;

    /** @param anew begins a new stream, remembers that what lies before it is not known, and returns where it starts */
    public RenewedStream(ChangeStream stream, Function<StreamRefusedException, Position> anew) {
        this.stream = stream;
        this.anew = anew;
    }

    @Override
    public void start(Position from, TransactionSink sink) {
        try {
            stream.start(from, sink);
        } catch (StreamRefusedException e) {
            stream.start(anew.apply(e), sink);
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
