package dev.reconciler.verify.confirm;

import dev.reconciler.ledger.SnapshotLedger;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Knows of keys that nobody has touched, without having read their rows before. */
@FunctionalInterface
public interface Rest {
    /** Where only readings tell. */
    Rest UNKNOWN = (latest, ledger, table, keys) -> Set.of();

    /**
     * Those of the keys that are known to have been touched on neither side from some time, no later than {@code latest}, until the
     * snapshots of a window were taken; whatever a snapshot contains and its stream has not told yet counts.
     *
     * @param ledger of the window's target snapshot, still open: it holds all that the window's source snapshot holds
     * @param table mapping id
     */
    Set<RowKey> since(Instant latest, SnapshotLedger ledger, String table, Collection<RowKey> keys);
}
