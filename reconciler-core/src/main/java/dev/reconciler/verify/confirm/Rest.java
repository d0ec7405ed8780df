package dev.reconciler.verify.confirm;

import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Knows of keys that nobody has touched, without having read their rows before. */
@FunctionalInterface
public interface Rest {
    /** Where only readings tell. */
    Rest UNKNOWN = (latest, target, table, keys) -> Set.of();

    /**
     * Those of the keys that are known to have been touched on neither side from some time, no later than {@code latest}, until the
     * snapshots of a window were taken; whatever a snapshot contains and its stream has not told yet counts.
     *
     * @param target the window's, still open: it holds all that the window's source snapshot holds
     * @param table mapping id
     */
    Set<RowKey> since(Instant latest, TargetSnapshot target, String table, Collection<RowKey> keys);
}
