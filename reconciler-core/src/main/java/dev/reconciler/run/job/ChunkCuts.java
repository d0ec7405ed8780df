package dev.reconciler.run.job;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.Pipeline;
import java.util.List;

/**
 * Cuts ranges of tables into chunks by the source's present data. A range whose bounds can't be read stays whole: the window that
 * reads it reports the reason, and the other tables' chunks are verified.
 */
final class ChunkCuts implements AutoCloseable {
    private final Pipeline pipeline;
    private final TenantScope scope;
    private final long chunkRows;
    private SourceSnapshot source;

    /** @throws ReadFailedException if the source can't be reached */
    ChunkCuts(Pipeline pipeline, TenantScope scope, long chunkRows) {
        this.pipeline = pipeline;
        this.scope = scope;
        this.chunkRows = chunkRows;
        this.source = pipeline.source().openSnapshot();
    }

    /** The bounds between the range's chunks; empty if they can't be read. */
    List<RowKey> bounds(MappedTable table, KeyRange range) {
        try {
            return source.reader().bounds(table, scope, range, chunkRows);
        } catch (ReadFailedException e) {
            source.close();
            source = pipeline.source().openSnapshot();
            return List.of();
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
