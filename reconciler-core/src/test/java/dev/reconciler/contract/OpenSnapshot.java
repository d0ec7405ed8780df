package dev.reconciler.contract;

import dev.reconciler.endpoint.read.ChunkReader;

/** A snapshot and the reader on it. */
public record OpenSnapshot(ChunkReader reader, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
        end.run();
    }
}
