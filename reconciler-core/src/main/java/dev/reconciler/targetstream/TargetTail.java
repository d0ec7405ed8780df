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
 * Finds writes to the target that match no source change, soon after the settle time. No such write is missed, because
 *
 * <ol>
 *   <li>each key that a transaction of the target changed is recorded, and stays pending until it is judged, also after a crash;
 *   <li>a change is judged once a source position is applied that was read at least the settle time after the change was
 *       recorded: by then the ledger holds the source change that belongs to it, if there is one;
 *   <li>if the change is the last write of its key, not the pipeline's own, and left another row than the last source change in
 *       the ledger, the key is a suspect. The suspect is stored durably before the change counts as judged, and a window then
 *       proves its row;
 *   <li>a change that is not the last write of its key is superseded by the last one, which is judged in its turn.
 * </ol>
 *
 * A suspect is not a finding; it costs one reading. Not thread-safe.
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

    /** A reading of the source's log: everything that was committed by {@code at} is at or before the position. */
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
