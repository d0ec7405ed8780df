package dev.reconciler.endpoint.read;

import dev.reconciler.position.SnapshotContent;

/** S: a snapshot of the source that knows which transactions it contains. */
public interface SourceSnapshot extends ReadSnapshot {
    SnapshotContent content();
}
