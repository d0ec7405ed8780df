package dev.reconciler.correction;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Stops automatic correction of a table before it changes too much of it: mass drift is an incident that a person must see. Each
 * run has its own breaker, which stays tripped until the run ends. Continuous correction has a {@link #rolling} breaker, which
 * counts over a period and stays tripped for that period.
 */
public final class Breaker {
    private final Limits limits;
    private final ToLongFunction<String> rowsOfTable;
    private final Duration period;
    private final InstantSource clock;
    private final Map<String, Deque<Allowed>> allowed = new HashMap<>();
    private final Map<String, Tripped> tripped = new TreeMap<>();

    private record Allowed(Instant at, long rows) {}

    private record Tripped(Instant at, String why) {}

    /** @param rowsOfTable rows of a table by mapping id; negative if unknown, so that only the number counts */
    public Breaker(Limits limits, ToLongFunction<String> rowsOfTable) {
        this(limits, rowsOfTable, ChronoUnit.FOREVER.getDuration(), () -> Instant.EPOCH);
    }

    private Breaker(Limits limits, ToLongFunction<String> rowsOfTable, Duration period, InstantSource clock) {
        this.limits = limits;
        this.rowsOfTable = rowsOfTable;
        this.period = period;
        this.clock = clock;
    }

    /** Returns a breaker that counts the rows allowed within the last period. */
    public static Breaker rolling(
            Limits limits, ToLongFunction<String> rowsOfTable, Duration period, InstantSource clock) {
        return new Breaker(limits, rowsOfTable, period, clock);
    }

    /**
     * @param maxRows of one table in one run
     * @param maxPercent of a table's rows in one run; it always allows at least one row
     */
    public record Limits(long maxRows, double maxPercent) {
        public Limits {
            if (maxRows < 0 || !(maxPercent >= 0 && maxPercent <= 100)) {
                throw new IllegalArgumentException(
                        "breaker limits: rows >= 0 and percent 0 to 100, not " + maxRows + " and " + maxPercent);
            }
        }
    }

    /**
     * Returns whether {@code more} rows of the table may be changed. If not, the breaker trips and allows no further row of the
     * table.
     */
    public synchronized boolean allow(String table, long more) {
        Instant now = clock.instant();
        forget(now);
        if (tripped.containsKey(table)) {
            return false;
        }
        Deque<Allowed> before = allowed.computeIfAbsent(table, t -> new ArrayDeque<>());
        long wanted = before.stream().mapToLong(Allowed::rows).sum() + more;
        long rows = rowsOfTable.applyAsLong(table);
        double percentLimit = rows < 0 ? Long.MAX_VALUE : Math.max(1, rows * limits.maxPercent() / 100);
        if (wanted > limits.maxRows() || wanted > percentLimit) {
            tripped.put(
                    table,
                    new Tripped(
                            now,
                            "would change " + wanted + " rows of " + (rows < 0 ? "an unknown number" : rows)
                                    + "; the limits are " + limits.maxRows() + " rows and " + limits.maxPercent()
                                    + " percent"));
            return false;
        }
        before.add(new Allowed(now, more));
        return true;
    }

    /** Stops automatic correction of the table for the caller's reason; the reason of an earlier stop is kept. */
    public synchronized void trip(String table, String why) {
        tripped.putIfAbsent(table, new Tripped(clock.instant(), why));
    }

    private void forget(Instant now) {
        allowed.values().forEach(before -> before.removeIf(each -> isOver(each.at(), now)));
        tripped.values().removeIf(each -> isOver(each.at(), now));
    }

    private boolean isOver(Instant since, Instant now) {
        return Duration.between(since, now).compareTo(period) >= 0;
    }

    /** Tables whose automatic correction is stopped, with the reason. */
    public synchronized Map<String, String> tripped() {
        return tripped.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().why()));
    }
}
