package dev.reconciler.window;

import dev.reconciler.position.SnapshotContent;
import java.util.Optional;

/**
 * Decides whether a source snapshot may be used. A transaction that committed while the stream was being created can be
 * visible late and never be streamed; until every snapshot must contain it, no window may open.
 */
@FunctionalInterface
public interface SnapshotAdmission {
    SnapshotAdmission ALWAYS = content -> Optional.empty();

    /** The reason why a snapshot of this content can't be used yet, with the transaction that blocks it; empty if it can. */
    Optional<String> obstacle(SnapshotContent content);
}
