package dev.reconciler.verify.changes;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.stream.ChangeListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Records the keys that the stream changes, each once in a span of minutes. No change is missed:
 *
 * <ol>
 *   <li>A slice's keys are in the record before the ledger's reader advances past the slice. After a crash it is delivered, and
 *       recorded, again.
 *   <li>A key is left out only if this object has recorded it for the same span of minutes before.
 *   <li>A span holds the commits of its slice: it begins at the first commit of the batch in which the slice's first transaction was
 *       applied, and ends at the last commit of the batch of its last one. Where another process applied them, it begins at
 *       the last commit that is recorded before them, and ends now.
 * </ol>
 *
 * Parts of one span are replaced by a single one when the next span begins.
 */
public final class ChangeRecorder implements ChangeListener {
    private static final Duration PRUNE = Duration.ofMinutes(10);

    private final ChangeRecord record;
    private final CommitTimes times;
    private final BiFunction<MappedTable, Collection<RowKey>, Set<KeyRange>> ranges;
    private final Limits limits;
    private final InstantSource clock;
    private final Supplier<String> batches;
    private final Map<MappedTable, List<Collection<RowKey>>> slice = new LinkedHashMap<>();
    private Instant known;
    private Instant pruned = Instant.MIN;
    private Minutes present;
    /** The number of recorded parts of the present span. */
    private int parts;

    /**
     * @param keep the age at which changes are removed
     * @param keysPerMinute distinct keys of a table in a span of minutes; further keys are recorded as ranges
     * @param keys of all tables; beyond it, the oldest are removed
     */
    public record Limits(Duration keep, int keysPerMinute, long keys) {}

    /** The rows of the present span, which are recorded. */
    private record Minutes(CommitSpan span, Map<MappedTable, ChangedKeySet> tables, String batch) {
        static Minutes of(CommitSpan span, String batch) {
            return new Minutes(span, new HashMap<>(), batch);
        }

        Map<MappedTable, ChangedRows> rows() {
            Map<MappedTable, ChangedRows> rows = new HashMap<>();
            tables.forEach((table, keys) -> rows.put(table, keys.rows()));
            rows.values().removeIf(ChangedRows::isEmpty);
            return rows;
        }
    }

    /**
     * @param ranges ranges that hold keys, such as those of chunks
     * @param batches a new unique name for each batch of parts
     */
    public ChangeRecorder(
            ChangeRecord record,
            CommitTimes times,
            BiFunction<MappedTable, Collection<RowKey>, Set<KeyRange>> ranges,
            Limits limits,
            InstantSource clock,
            Supplier<String> batches) {
        this.record = record;
        this.times = times;
        this.ranges = ranges;
        this.limits = limits;
        this.clock = clock;
        this.batches = batches;
        this.known = record.unrecordedSince().orElseGet(clock::instant);
        this.present = Minutes.of(CommitSpan.of(known, known), batches.get());
    }

    @Override
    public void changed(MappedTable table, Collection<RowKey> keys, long sequence) {
        slice.computeIfAbsent(table, t -> new ArrayList<>()).add(keys);
    }

    @Override
    public void delivered(long first, long last) {
        known = times.first(first).orElse(known);
        CommitSpan span = CommitSpan.of(known, times.last(last).orElseGet(clock::instant));
        if (!span.equals(present.span())) {
            close();
            present = Minutes.of(span, batches.get());
        }
        Map<MappedTable, ChangedRows> news = news();
        if (!news.isEmpty()) {
            record.add(present.batch(), span, news);
            parts += news.size();
            news.forEach((table, rows) -> keysOf(table).add(rows));
        }
        slice.clear();
        times.forget(last);
    }

    private Map<MappedTable, ChangedRows> news() {
        Map<MappedTable, ChangedRows> news = new LinkedHashMap<>();
        slice.forEach((table, parts) -> {
            Set<RowKey> keys = new LinkedHashSet<>();
            parts.forEach(keys::addAll);
            ChangedRows rows = keysOf(table).without(keys);
            if (!rows.isEmpty()) {
                news.put(table, rows);
            }
        });
        return news;
    }

    private ChangedKeySet keysOf(MappedTable table) {
        return present.tables()
                .computeIfAbsent(
                        table, t -> new ChangedKeySet(limits.keysPerMinute(), some -> ranges.apply(table, some)));
    }

    private void close() {
        Map<MappedTable, ChangedRows> rows = present.rows();
        if (parts > rows.size()) {
            record.replace(present.batch(), present.span(), rows);
        }
        parts = 0;
        Instant now = clock.instant();
        if (pruned.isBefore(now.minus(PRUNE))) {
            record.prune(now.minus(limits.keep()), limits.keys());
            pruned = now;
        }
    }
}
