package dev.reconciler.verify.confirm;

import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a window was opened for, as far as candidates are concerned.
 *
 * @param again keys, by mapping id, that were read in order to look at them again: one without a finding agrees
 * @param begun a time at which none of the window's snapshots existed yet; null if that is not known
 */
public record Look(Map<String, Set<RowKey>> again, @Nullable Instant begun) {
    /** Looks at whatever there is, perhaps for the first time. */
    public static final Look FIRST = new Look(Map.of(), null);

    public Look {
        again = Map.copyOf(again);
    }

    public static Look again(Map<String, Set<RowKey>> keys, Instant begun) {
        return new Look(keys, begun);
    }
}
