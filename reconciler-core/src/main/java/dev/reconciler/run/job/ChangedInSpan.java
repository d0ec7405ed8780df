package dev.reconciler.run.job;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.NotRecordedException;
import dev.reconciler.text.Times;
import dev.reconciler.verify.changes.ChangedKeySet;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.changes.CommitSpan;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ChunkMap;
import dev.reconciler.window.Lane;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows that the stream changed in a run's span of time, by table. No changed row is missing:
 *
 * <ol>
 *   <li>A window's source snapshot is later than the span's end, unless the span ends in the future. So the window's target snapshot
 *       T has applied every transaction of the span, and T's ledger, together with what was pruned from it, names their keys.
 *   <li>The ledger's reader records a transaction's keys before it advances past it, and it is asked for its place R before T exists.
 *       The record is read after T. So it holds every transaction through R, and everything that was pruned from T's ledger.
 *   <li>T's ledger holds the transactions after R that are not pruned. The commits that are recorded last precede them,
 *       so they are left out if the span ends earlier.
 *   <li>The record is complete since a time that is not later than the span's beginning.
 * </ol>
 */
public final class ChangedInSpan {
    /** Distinct keys of a table in memory; the rows of further keys are read with the whole chunks that hold them. */
    private static final int MOST = 500_000;

    private final RunContext context;
    private final ChangedBetween span;
    private final Map<MappedTable, ChangedKeySet> keys = new HashMap<>();
    private final Map<MappedTable, List<Chunk>> chunks = new HashMap<>();
    private CommitSpan covered;

    private ChangedInSpan(RunContext context, ChangedBetween span) {
        this.context = context;
        this.span = span;
        Instant now = context.confirming().clock().instant();
        this.covered = new CommitSpan(span.since(), span.until().isBefore(now) ? span.until() : now);
    }

    /** @throws NotRecordedException if the record does not reach back to the span's beginning */
    static ChangedInSpan of(RunContext context, ChangedBetween span) {
        ChangedInSpan changed = new ChangedInSpan(context, span);
        OptionalLong read = context.pipeline().target().pruning().readThrough();
        if (read.isEmpty()) {
            throw notFollowed();
        }
        context.pass()
                .<ChangedBetween, ChangedBetween>run(
                        "changes of run " + context.run().id(),
                        context.tables(),
                        List.of(span),
                        (lane, snapshots, task) -> task,
                        (lane, results) -> changed.read(lane, read.getAsLong()));
        return changed;
    }

    /** The refusal of a run while no reader records changes. */
    public static NotRecordedException notFollowed() {
        return new NotRecordedException(
                "no record of changed keys is kept, because stream verification is off or has not"
                        + " started: set verification.stream.enabled: true and run 'reconciler serve'; until then omit since and until");
    }

    private void read(Lane lane, long through) {
        Instant recorded = context.changes().unrecordedSince().orElse(Instant.MIN);
        if (!span.until().isBefore(recorded)) {
            Map<String, MappedTable> tables =
                    context.tables().stream().collect(Collectors.toMap(MappedTable::id, table -> table));
            lane.target()
                    .ledger()
                    .read(through, transaction -> transaction.entries().forEach(entry -> {
                        MappedTable table = tables.get(entry.table());
                        if (table != null) {
                            set(table).add(ChangedRows.ofKeys(List.of(entry.key())));
                        }
                    }));
        }
        for (MappedTable table : context.tables()) {
            context.changes().read(table, span.since(), span.until(), (part, rows) -> {
                covered = covered.with(part);
                set(table).add(rows);
            });
        }
        // After the parts were read: what was pruned meanwhile is missing in them, and the record says so.
        requireComplete(context.changes().completeSince(context.tables()), context.tables(), span);
    }

    /**
     * @param complete by table, the time from which its record is complete
     * @throws NotRecordedException if one of them does not reach back to the span's beginning
     */
    public static void requireComplete(
            Map<String, Instant> complete, Collection<MappedTable> tables, ChangedBetween span) {
        List<String> missing = tables.stream()
                .map(MappedTable::id)
                .filter(table -> !complete.containsKey(table))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new NotRecordedException("no record of changed keys is kept of " + String.join(", ", missing)
                    + " until it is filled and 'reconciler serve' runs; select other tables, or omit since and until");
        }
        Set<String> asked = tables.stream().map(MappedTable::id).collect(Collectors.toSet());
        String late = complete.entrySet().stream()
                .filter(entry -> asked.contains(entry.getKey()) && span.since().isBefore(entry.getValue()))
                .map(entry -> entry.getKey() + " since " + Times.utc(entry.getValue()))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!late.isEmpty()) {
            throw new NotRecordedException(
                    "the record of changed keys does not reach back to " + Times.utc(span.since())
                            + ": it is complete of " + late + ". Begin at or after that time, or omit since and until");
        }
    }

    private ChangedKeySet set(MappedTable table) {
        return keys.computeIfAbsent(table, t -> new ChangedKeySet(MOST, some -> ranges(table, some)));
    }

    private Set<KeyRange> ranges(MappedTable table, Collection<RowKey> some) {
        List<Chunk> map = chunks.computeIfAbsent(table, context.coverage()::chunks);
        KeyOrder order = new KeyOrder(table.keyTypes());
        return map.isEmpty()
                ? Set.of(KeyRange.ALL)
                : some.stream()
                        .map(key -> map.get(ChunkMap.indexOf(map, key, order)).range())
                        .collect(Collectors.toSet());
    }

    /** The table's rows; a table that is read by buckets has no ranges but all of its keys. */
    ChangedRows rows(MappedTable table) {
        ChangedRows rows = set(table).rows();
        boolean byBuckets = context.pipeline().digests().chosen(table).byBuckets();
        return byBuckets && !rows.ranges().isEmpty()
                ? new ChangedRows(Set.of(), Set.of(KeyRange.ALL))
                : rows.disjoint(new KeyOrder(table.keyTypes()));
    }

    /** The note of the table's result. */
    String describe(MappedTable table) {
        ChangedRows rows = rows(table);
        String more = rows.ranges().isEmpty()
                ? ""
                : rows.ranges().contains(KeyRange.ALL)
                        ? ", because too many keys changed: the whole table"
                        : ", because too many keys changed: every row of "
                                + rows.ranges().size() + " ranges of keys";
        return rows.keys().size() + " keys changed from " + span + more + "; covered " + Times.utc(covered.from())
                + " to " + Times.utc(covered.until());
    }
}
