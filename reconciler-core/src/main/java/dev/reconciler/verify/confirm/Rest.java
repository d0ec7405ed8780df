package dev.reconciler.verify.confirm;

import dev.reconciler.row.RowKey;
import dev.reconciler.window.Window;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Knows of keys that nobody has touched, without having read their rows before. */
@FunctionalInterface
public interface Rest {
    /** Where only readings tell. */
    Rest UNKNOWN = (latest, window, table, keys) -> Set.of();

    /**
     * Those of the keys that are known to have been touched on neither side from some time, no later than {@code latest}, until the
     * window's snapshots were taken; whatever a snapshot contains and its stream has not told yet counts.
     *
     * @param window still open
     * @param table mapping id
     */
    Set<RowKey> since(Instant latest, Window window, String table, Collection<RowKey> keys);
}
