package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.position.MariaDbSnapshotContent;
import dev.reconciler.endpoint.mysql.position.MySqlSnapshotContent;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.position.SnapshotContent;

/** S, with C, a lower bound of its content. */
final class MySqlSourceSnapshot implements SourceSnapshot {
    private final MySqlSnapshot snapshot;
    private final SnapshotContent content;

    MySqlSourceSnapshot(MySqlSnapshot snapshot, SnapshotContent content) {
        this.snapshot = snapshot;
        this.content = content;
    }

    @Override
    public SnapshotContent content() {
        return content;
    }

    @Override
    public SnapshotContent contentOf(String text) {
        return content instanceof MySqlSnapshotContent
                ? MySqlSnapshotContent.parse(text)
                : MariaDbSnapshotContent.parse(text);
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
