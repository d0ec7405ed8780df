package dev.reconciler.verify.confirm;

import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The purpose of a window with regard to candidates.
 *
 * @param again keys, by mapping id, that are read again on purpose: a key without a finding agrees
 * @param begun a time before any of the window's snapshots existed; null if unknown
 */
public record Look(Map<String, Set<RowKey>> again, @Nullable Instant begun) {
    /** A first look at keys. */
    public static final Look FIRST = new Look(Map.of(), null);

    public Look {
        again = Map.copyOf(again);
    }

    public static Look again(Map<String, Set<RowKey>> keys, Instant begun) {
        return new Look(keys, begun);
    }
}
