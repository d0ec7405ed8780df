package dev.reconciler.app.wiring;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.StreamRefusedException;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import java.util.List;

/**
 * A stream that does not go on once its publication did not carry exactly the tables: what was written meanwhile is not in it. The refusal
 * comes after the publication was put right, so a stream that begins anew has everything from there on.
 */
final class CarriedStream implements ChangeStream {
    private final PostgresPublication publication;
    private final List<MappedTable> tables;
    private final ChangeStream stream;

    CarriedStream(PostgresPublication publication, List<MappedTable> tables, ChangeStream stream) {
        this.publication = publication;
        this.tables = List.copyOf(tables);
        this.stream = stream;
    }

    /** Whether the publication carries exactly the tables now. */
    boolean isWhole() {
        return publication.holds(tables.stream().map(MappedTable::source).toList());
    }

    @Override
    public void start(Position from, TransactionSink sink) {
        if (!isWhole()) {
            publication.ensure(tables);
            throw new StreamRefusedException("publication " + publication.name()
                    + " did not carry exactly the mapped tables, so changes are missing from the stream.");
        }
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
