package dev.reconciler.endpoint.read;

import dev.reconciler.position.SnapshotContent;

/** S: a snapshot of the source that knows which transactions it contains. */
public interface SourceSnapshot extends ReadSnapshot {
    SnapshotContent content();

    /** Reads what {@link SnapshotContent#toString} of an earlier snapshot of this source gave. */
    SnapshotContent contentOf(String text);
}
