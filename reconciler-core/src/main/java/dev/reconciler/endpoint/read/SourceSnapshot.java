package dev.reconciler.endpoint.read;

import dev.reconciler.position.SnapshotContent;

/** S: a snapshot of the source that knows which transactions it contains. */
public interface SourceSnapshot extends ReadSnapshot {
    SnapshotContent content();

    /** Parses the {@link SnapshotContent#toString} of an earlier snapshot of this source. */
    SnapshotContent contentOf(String text);
}
