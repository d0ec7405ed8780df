package dev.reconciler.cdc.capture;

import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import java.util.List;

/**
 * A stream that does not resume after its publication did not carry exactly the tables: it lacks the changes written meanwhile.
 * The refusal comes after the publication was repaired, so a new stream is complete from there on.
 */
public final class CarriedStream implements ChangeStream {
    private final StreamSetup setup;
    private final List<MappedTable> tables;
    private final ChangeStream stream;

    public CarriedStream(StreamSetup setup, List<MappedTable> tables, ChangeStream stream) {
        this.setup = setup;
        this.tables = List.copyOf(tables);
        this.stream = stream;
    }

    @Override
    public void start(Position from, TransactionSink sink) {
        setup.requirePublished(tables);
        stream.start(from, sink);
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
