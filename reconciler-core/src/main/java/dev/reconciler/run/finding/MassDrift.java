package dev.reconciler.run.finding;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.UnlistedRows;
import dev.reconciler.verify.UnlistedRows.Numbers;
import dev.reconciler.window.Lane;
import dev.reconciler.window.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the number of rows that one run records per table. Up to the bound, each differing row is its own discrepancy. Beyond it
 * there is one headline for all rows, {@link Finding.MassDrift}, and at most {@link #EXAMPLES} rows are recorded individually as
 * examples. Rows recorded by earlier windows of the run stay recorded and count as examples.
 *
 * <p>Checks run in parallel, in windows that may turn out void. So a chunk is read by the number of differences of delivered
 * windows plus those of the present window so far: if that window is void, its part is discarded with its results.
 */
public final class MassDrift {
    public static final int EXAMPLES = 1_000;
    private static final int LINES = 20;

    private final long bound;
    private final Map<String, OfTable> tables = new HashMap<>();
    private final Set<String> expected = new HashSet<>();
    private @Nullable Window present;
    private final Map<String, AtomicLong> foundInWindow = new HashMap<>();

    private static final class OfTable {
        private long differing;
        private long listed;
        private UnlistedRows numbers = UnlistedRows.NONE;
        private final List<KeyRange> ranges = new ArrayList<>();
    }

    /** @param bound the largest number of differing rows of a table that are recorded individually */
    public MassDrift(long bound) {
        this.bound = bound;
    }

    /** Returns an instance without a bound: each differing row is recorded. */
    public static MassDrift unlimited() {
        return new MassDrift(Long.MAX_VALUE);
    }

    /** Notes that rows of the table differed before: checks may expect more of them. The bound does not count them. */
    public synchronized void expect(MappedTable table) {
        expected.add(table.id());
    }

    private synchronized boolean isExpected(String table) {
        return expected.contains(table);
    }

    /** Verifies a chunk, naming its differing rows only while the table is within the bound. */
    public ChunkOutcome verify(Lane lane, MappedTable table, Function<RowLimit, ChunkOutcome> check) {
        AtomicLong found = foundIn(lane.window(), table.id());
        long before = delivered(table.id());
        ChunkOutcome outcome = check.apply(new RowLimit() {
            @Override
            public boolean isPassedBy(long more) {
                return before + found.get() + more > bound;
            }

            @Override
            public boolean hasFound() {
                return isExpected(table.id()) || before + found.get() > 0;
            }

            @Override
            public long examples() {
                return Math.max(0, Math.min(EXAMPLES, bound) - listed(table.id()));
            }
        });
        found.addAndGet(differing(outcome));
        return outcome;
    }

    private synchronized AtomicLong foundIn(Window window, String table) {
        if (present != window) {
            present = window;
            foundInWindow.clear();
        }
        return foundInWindow.computeIfAbsent(table, t -> new AtomicLong());
    }

    private synchronized long delivered(String table) {
        OfTable known = tables.get(table);
        return known == null ? 0 : known.differing;
    }

    private synchronized long listed(String table) {
        OfTable known = tables.get(table);
        return known == null ? 0 : known.listed;
    }

    private static long differing(ChunkOutcome outcome) {
        return rows(outcome) + outcome.unlisted().total();
    }

    private static long rows(ChunkOutcome outcome) {
        return outcome.findings().stream()
                .filter(Finding.OfRow.class::isInstance)
                .count();
    }

    /** Counts the findings of an intact window, and removes the rows that are not recorded individually. */
    public synchronized List<ChunkOutcome> bounded(List<ChunkOutcome> outcomes) {
        outcomes.forEach(this::count);
        return outcomes.stream().map(this::bounded).toList();
    }

    private void count(ChunkOutcome outcome) {
        long differing = differing(outcome);
        if (differing == 0) {
            return;
        }
        OfTable table = tables.computeIfAbsent(outcome.table(), t -> new OfTable());
        table.differing += differing;
        table.numbers = table.numbers.plus(outcome.unlisted()).plus(UnlistedRows.of(outcome.findings()));
        table.ranges.add(outcome.range());
    }

    private ChunkOutcome bounded(ChunkOutcome outcome) {
        OfTable table = tables.get(outcome.table());
        if (table == null) {
            return outcome;
        }
        if (table.differing <= bound) {
            table.listed += rows(outcome);
            return outcome;
        }
        List<Finding> kept = new ArrayList<>();
        UnlistedRows unlisted = outcome.unlisted();
        for (Finding finding : outcome.findings()) {
            if (!(finding instanceof Finding.OfRow row)) {
                kept.add(finding);
            } else if (table.listed < Math.min(EXAMPLES, bound)) {
                table.listed++;
                kept.add(finding);
            } else {
                unlisted = unlisted.plus(UnlistedRows.of(List.of(row)));
            }
        }
        return outcome.with(kept, unlisted);
    }

    /** Returns whether the table has exceeded the bound. */
    public synchronized boolean isPassed(String table) {
        return delivered(table) > bound;
    }

    /** The reason why automatic correction is stopped. */
    public synchronized String reason(String table) {
        return "mass drift: " + delivered(table) + " rows differ";
    }

    /** The headline of a table that has exceeded the bound, as of the windows so far. */
    public synchronized Finding.MassDrift headline(String table) {
        OfTable drift = tables.getOrDefault(table, new OfTable());
        Numbers all = drift.numbers.byTenant().values().stream().reduce(Numbers.ZERO, Numbers::plus);
        StringBuilder text = new StringBuilder(drift.differing + " rows differ: " + text(all));
        text.append("; ").append(drift.listed).append(" of them are recorded individually, as examples");
        drift.numbers.byTenant().entrySet().stream()
                .filter(entry -> !entry.getKey().isNone())
                .sorted(Comparator.comparingLong((Map.Entry<TenantId, Numbers> entry) ->
                                -entry.getValue().total())
                        .thenComparing(entry -> entry.getKey().value()))
                .limit(LINES)
                .forEach(entry -> text.append("; tenant ")
                        .append(entry.getKey())
                        .append(": ")
                        .append(text(entry.getValue())));
        long tenants = drift.numbers.byTenant().size();
        if (tenants > LINES) {
            text.append("; ").append(tenants - LINES).append(" more tenants");
        }
        text.append("; in ").append(drift.ranges.size()).append(" ranges of keys: ");
        text.append(String.join(
                ", ", drift.ranges.stream().limit(LINES).map(KeyRange::toString).toList()));
        return new Finding.MassDrift(
                table, text.append(drift.ranges.size() > LINES ? ", ..." : "").toString());
    }

    private static String text(Numbers numbers) {
        return numbers.missing() + " missing in the target, " + numbers.extra() + " extra in the target, "
                + numbers.different() + " different";
    }
}
