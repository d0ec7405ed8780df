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
 * Finds the keys that neither side changed for a while, by the streams of both sides. The proof for each key that it returns:
 *
 * <ol>
 *   <li>A mark was taken at a time A, at or before the requested time: the ledger's sequence and the target log's position were read,
 *       and then the clock. So a source change that the ledger records after A has a greater sequence, and a transaction that the target
 *       commits after A has a greater position.
 *   <li>T's ledger reaches back to the mark's sequence and has no entry of the key after it, and T's checkpoint is past everything
 *       that S contains. So every change of the key that S contains was recorded before A, and made before A.
 *   <li>After T was opened, a message was written into the target's log, and the window waited until the record of the target's writes
 *       was past that message ({@link TargetRecord}). The record begins before the mark's position, which is read again after the wait, so
 *       it holds every write that T shows and that was committed after A. It holds no write of the key, whether T shows it or not.
 * </ol>
 *
 * So from A until the window's snapshots neither side changed the row, whether it exists or not: an insert and a delete would be two
 * entries. The daemon's own corrections count as changes.
 */
public final class RestByStreams implements Rest {
    private final TargetRecord knowledge;

    public RestByStreams(TargetRecord knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public Set<RowKey> since(Instant latest, SnapshotLedger ledger, String table, Collection<RowKey> keys) {
        if (keys.isEmpty() || knowledge.changes().markedBy(latest).isEmpty() || !knowledge.catchUp()) {
            return Set.of();
        }
        // Read again after the wait: if the record was restarted meanwhile, there is no earlier mark.
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
