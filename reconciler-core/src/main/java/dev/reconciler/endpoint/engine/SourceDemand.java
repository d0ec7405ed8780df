package dev.reconciler.endpoint.engine;

import dev.reconciler.schema.TableRef;
import java.util.List;

/**
 * What a pipeline asks of its source.
 *
 * @param record what the target has on record of the stream
 * @param resync whether the start gives up the stream there was, so that its state does not matter
 */
public record SourceDemand(StreamNames stream, List<TableRef> tables, StreamRecord record, boolean resync) {
    public SourceDemand {
        tables = List.copyOf(tables);
    }
}
