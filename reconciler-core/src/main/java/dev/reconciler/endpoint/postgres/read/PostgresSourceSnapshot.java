package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.position.SnapshotContent;

/** S: its content is read in the snapshot itself, so it is exact. */
final class PostgresSourceSnapshot implements SourceSnapshot {
    private final PostgresSnapshot snapshot;
    private final PostgresSnapshotContent content;

    PostgresSourceSnapshot(PostgresSnapshot snapshot) {
        this.snapshot = snapshot;
        this.content = PostgresSnapshotContent.parse(snapshot.content());
    }

    @Override
    public SnapshotContent content() {
        return content;
    }

    @Override
    public SnapshotContent contentOf(String text) {
        return PostgresSnapshotContent.parse(text);
    }

    @Override
    public ChunkReader reader() {
        return snapshot.reader();
    }

    @Override
    public ChunkReader openReader() {
        return snapshot.openReader();
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
