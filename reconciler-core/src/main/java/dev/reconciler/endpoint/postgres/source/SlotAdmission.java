package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.window.SnapshotAdmission;
import java.util.Optional;

/**
 * Keeps out snapshots that may lack a transaction which committed while the slot was being created.
 *
 * <p>Such a transaction has an id below {@link StreamOrigin#firstTransaction}, because that one began once the slot existed. A
 * snapshot whose xmin is greater has seen every transaction up to it finish: it contains those that committed.
 */
public final class SlotAdmission implements SnapshotAdmission {
    private final PostgresSlot slot;
    private final StreamOrigin origin;

    public SlotAdmission(PostgresSlot slot, StreamOrigin origin) {
        this.slot = slot;
        this.origin = origin;
    }

    @Override
    public Optional<String> obstacle(SnapshotContent content) {
        if (((PostgresSnapshotContent) content).xmin() > origin.firstTransaction()) {
            return Optional.empty();
        }
        return Optional.of(slot.gapWait(origin.firstTransaction()).toString());
    }
}
