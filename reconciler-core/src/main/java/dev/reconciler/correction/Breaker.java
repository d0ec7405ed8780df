package dev.reconciler.correction;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Stops automatic correction of a table in one run once it would change too much of it: mass drift is an incident, not
 * something to paper over. Each run has a breaker of its own; one that tripped stays so until the run ends.
 */
public final class Breaker {
    private final Limits limits;
    private final ToLongFunction<String> rowsOfTable;
    private final Map<String, Long> allowed = new HashMap<>();
    private final Map<String, String> tripped = new TreeMap<>();

    /** @param rowsOfTable rows of a table by mapping id; negative if unknown, so that only the number counts */
    public Breaker(Limits limits, ToLongFunction<String> rowsOfTable) {
        this.limits = limits;
        this.rowsOfTable = rowsOfTable;
    }

    /**
     * @param maxRows of one table in one run
     * @param maxPercent of a table's rows in one run; at least one row is always allowed by it
     */
    public record Limits(long maxRows, double maxPercent) {
        public static final Limits CAREFUL = new Limits(100, 1.0);

        public Limits {
            if (maxRows < 0 || !(maxPercent >= 0 && maxPercent <= 100)) {
                throw new IllegalArgumentException(
                        "breaker limits: rows >= 0 and percent 0 to 100, not " + maxRows + " and " + maxPercent);
            }
        }
    }

    /** Whether that many more rows of the table may be changed; all of them, or none and nothing from here on. */
    public synchronized boolean allow(String table, long more) {
        if (tripped.containsKey(table)) {
            return false;
        }
        long wanted = allowed.getOrDefault(table, 0L) + more;
        long rows = rowsOfTable.applyAsLong(table);
        double percentLimit = rows < 0 ? Long.MAX_VALUE : Math.max(1, rows * limits.maxPercent() / 100);
        if (wanted > limits.maxRows() || wanted > percentLimit) {
            tripped.put(
                    table,
                    "would change " + wanted + " rows of " + (rows < 0 ? "an unknown number" : rows)
                            + "; the limits are " + limits.maxRows() + " rows and " + limits.maxPercent() + " percent");
            return false;
        }
        allowed.put(table, wanted);
        return true;
    }

    /** Tables whose automatic correction is stopped, with the reason. */
    public synchronized Map<String, String> tripped() {
        return Map.copyOf(tripped);
    }
}
