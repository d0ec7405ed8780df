package dev.reconciler.targetstream;

import dev.reconciler.ledger.LedgerView;
import dev.reconciler.ledger.SnapshotLedger;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.confirm.Rest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which keys have rested, by the streams of both sides. Why a key that is named has:
 *
 * <ol>
 *   <li>A mark was taken at a time A, no later than asked for: the ledger's sequence and the target log's position were read, and
 *       then the clock. So a source change that is recorded in the ledger later has a greater sequence, and a transaction that the target
 *       commits later a greater position.
 *   <li>T's ledger reaches back to the mark's sequence and has no entry of the key after it; and its checkpoint is past
 *       everything that S contains. So every change of the key that S contains was recorded before A, and made before it.
 *   <li>After T was opened, a message was written into the target's log, and the record of the target's writes waited for until it was
 *       past that ({@link TargetKnowledge}). The record began before the mark's position, asked again after the wait, so it holds every
 *       write that T shows and that was committed after A. It has none of the key, whether T shows it or not.
 * </ol>
 *
 * So from A until the window's snapshots neither side's row was touched, absent or not: a row that came and went would be two entries. The
 * daemon's own corrections count as touching.
 */
public final class RestByStreams implements Rest {
    private final TargetKnowledge knowledge;

    public RestByStreams(TargetKnowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public Set<RowKey> since(Instant latest, SnapshotLedger ledger, String table, Collection<RowKey> keys) {
        if (keys.isEmpty() || knowledge.changes().markedBy(latest).isEmpty() || !knowledge.catchUp()) {
            return Set.of();
        }
        // Asked only now: had the record begun anew during the wait, no mark from before that would be given.
        Optional<TargetChanges.Mark> mark = knowledge.changes().markedBy(latest);
        Map<String, Set<RowKey>> asked = Map.of(table, Set.copyOf(keys));
        return mark.map(from -> rested(from, ledger.about(asked), table, keys)).orElse(Set.of());
    }

    private Set<RowKey> rested(TargetChanges.Mark from, LedgerView source, String table, Collection<RowKey> keys) {
        if (!source.reachesBackTo(from.sequence())) {
            return Set.of();
        }
        Set<RowKey> rested = new HashSet<>(keys);
        rested.removeIf(key -> source.touchedAfter(table, key, from.sequence()));
        rested.removeAll(knowledge.changes().touchedAfter(table, rested, from.position()));
        return rested;
    }
}
