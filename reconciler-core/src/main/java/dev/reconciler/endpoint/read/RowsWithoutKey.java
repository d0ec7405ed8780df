package dev.reconciler.endpoint.read;

import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of the target that have no key in the source's form.
 *
 * @param counts by tenant
 * @param examples stored keys of the first of these rows
 */
public record RowsWithoutKey(Map<TenantId, Long> counts, List<String> examples) {
    public static final RowsWithoutKey NONE = new RowsWithoutKey(Map.of(), List.of());

    private static final int EXAMPLES = 5;

    public RowsWithoutKey {
        counts = Map.copyOf(counts);
        examples = List.copyOf(examples);
    }

    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The reason why these rows have no verdict, with the fix. There must be some. */
    public String describe() {
        long count = count();
        String stored = String.join("; ", examples);
        return (count == 1
                        ? "the lookup tables have no entry for the key of 1 row of the target, which stores it as "
                                + stored + ": add the entry, or delete the row"
                        : "the lookup tables have no entries for the keys of " + count + " rows of the target, "
                                + (count > examples.size()
                                        ? "among them those that it stores as "
                                        : "which stores them as ")
                                + stored + ": add the entries, or delete the rows")
                + "; the daemon never writes such a row";
    }

    /** Counts such rows. */
    public static final class Counter {
        private final Map<TenantId, Long> counts = new LinkedHashMap<>();
        private final List<String> examples = new ArrayList<>();

        /** @param stored the parts of the row's key as the target stores them */
        public void add(TenantId tenant, List<String> stored) {
            counts.merge(tenant, 1L, Long::sum);
            if (examples.size() < EXAMPLES) {
                examples.add(String.join(", ", stored));
            }
        }

        public RowsWithoutKey rows() {
            return new RowsWithoutKey(counts, examples);
        }
    }
}
