package dev.reconciler.endpoint.engine;

import dev.reconciler.schema.TableRef;
import java.util.List;

/**
 * The requirements of a pipeline on its source.
 *
 * @param record the target's record of the stream
 * @param resync true if the start replaces the existing stream, so that its state does not matter
 */
public record SourceDemand(StreamNames stream, List<TableRef> tables, StreamRecord record, boolean resync) {
    public SourceDemand {
        tables = List.copyOf(tables);
    }
}
