package dev.reconciler.verify.confirm;

import dev.reconciler.ledger.SnapshotLedger;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Finds keys that no session has touched for some time, without an earlier reading of their rows. */
@FunctionalInterface
public interface Rest {
    /** For pipelines without such knowledge. */
    Rest UNKNOWN = (latest, ledger, table, keys) -> Set.of();

    /**
     * The keys that are known to have been touched on neither side from some time, no later than {@code latest}, until the
     * snapshots of a window were taken; changes in a snapshot that its stream has not delivered yet count as touches.
     *
     * @param ledger the ledger of the window's target snapshot, still open: it holds every change that the window's source
     *     snapshot holds
     * @param table mapping id
     */
    Set<RowKey> since(Instant latest, SnapshotLedger ledger, String table, Collection<RowKey> keys);
}
