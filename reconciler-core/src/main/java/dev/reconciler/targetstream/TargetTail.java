package dev.reconciler.targetstream;

import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerView;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.TargetChanges.Due;
import dev.reconciler.verify.stream.SuspectSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds writes to the target that match no source change, soon after the settle time. Why none is missed:
 *
 * <ol>
 *   <li>Every key that a transaction of the target changed is on record, and waits there until it was judged, whatever breaks.
 *   <li>It is judged once a source position is applied that was read the settle time or longer after the change was recorded: by then the
 *       ledger holds whatever the source was to do about it.
 *   <li>If it is the last write of its key, not the pipeline's own, and not as the last source change in the ledger left the row, then
 *       the key is a suspect. It is noted, durably, before the change counts as judged; and a window proves what is to be said of it.
 *   <li>A write that is not the last one of its key is left to the last one, which is judged in its turn.
 * </ol>
 *
 * A suspect costs one reading, and is no finding. Not for two threads at once.
 */
public final class TargetTail {
    private static final int SLICE = 5_000;
    private static final int PROBES = 1_000;

    private final SourceDatabase source;
    private final TargetDatabase target;
    private final TargetChanges changes;
    private final Map<String, MappedTable> tables;
    private final SuspectSink sink;
    private final Duration settle;
    private final InstantSource clock;
    private final Deque<Probe> probes = new ArrayDeque<>();
    private Instant covered = Instant.EPOCH;

    /** Everything that the source had committed at that time is at or before the position. */
    private record Probe(Instant at, Position position) {}

    public TargetTail(
            SourceDatabase source,
            TargetDatabase target,
            TargetChanges changes,
            Collection<MappedTable> tables,
            SuspectSink sink,
            Duration settle,
            InstantSource clock) {
        this.source = source;
        this.target = target;
        this.changes = changes;
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
        this.sink = sink;
        this.settle = settle;
        this.clock = clock;
    }

    /**
     * Judges the next changes that are due.
     *
     * @return whether there may be more
     */
    public boolean advance() {
        probe();
        try (TargetSnapshot snapshot = target.openSnapshot()) {
            cover(snapshot.checkpoint().position());
            List<Due> due = changes.due(covered.minus(settle), SLICE);
            if (due.isEmpty()) {
                return false;
            }
            suspects(snapshot, due).forEach(sink::suspects);
            changes.judged(due);
            return due.size() == SLICE;
        }
    }

    private void probe() {
        if (probes.size() < PROBES) {
            Instant at = clock.instant();
            probes.addLast(new Probe(at, source.writePosition()));
        }
    }

    private void cover(Position applied) {
        while (!probes.isEmpty() && applied.covers(probes.getFirst().position())) {
            covered = probes.removeFirst().at();
        }
    }

    private Map<MappedTable, Set<RowKey>> suspects(TargetSnapshot snapshot, List<Due> due) {
        List<TargetChange> foreign = due.stream()
                .filter(each -> each.last() && !each.own())
                .map(Due::change)
                .toList();
        Map<String, Set<RowKey>> keys = new HashMap<>();
        foreign.forEach(change ->
                keys.computeIfAbsent(change.table(), table -> new HashSet<>()).add(change.key()));
        Map<MappedTable, Set<RowKey>> suspects = new LinkedHashMap<>();
        if (foreign.isEmpty()) {
            return suspects;
        }
        LedgerView source = LedgerView.of(snapshot.ledger(), keys);
        for (TargetChange change : foreign) {
            MappedTable table = tables.get(change.table());
            boolean explained = source.last(change.table(), change.key())
                    .map(LedgerView.Change::image)
                    .filter(change.image()::equals)
                    .isPresent();
            if (table != null && !explained) {
                suspects.computeIfAbsent(table, t -> new HashSet<>()).add(change.key());
            }
        }
        return suspects;
    }
}
