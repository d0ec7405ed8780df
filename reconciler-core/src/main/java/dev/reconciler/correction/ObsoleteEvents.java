package dev.reconciler.correction;

import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerView;
import dev.reconciler.row.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discards parked events that are obsolete, because both sides agree on their keys as of a later position: the rows were repaired
 * in another way, or both sides have deleted them together with the rows that the events needed.
 *
 * <p>As for a correction, the decision is made under the checkpoint's lock, with the ledger complete from the proof's position
 * on: a key that the stream touched since keeps all its events.
 */
final class ObsoleteEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ObsoleteEvents.class);

    private final TargetStore target;

    ObsoleteEvents(TargetStore target) {
        this.target = target;
    }

    /**
     * @param fence F of the window that proved the agreement; its pin is held until the method returns
     * @param agreed keys by mapping id
     */
    void discard(long fence, Map<String, Set<RowKey>> agreed) {
        try (TargetTransaction transaction = target.begin()) {
            LedgerView later = new LedgerView(LedgerView.Depth.LAST, fence);
            later.readOn(transaction.ledger(), LedgerView.among(agreed));
            if (transaction.lockCheckpoint().sequence() < fence) {
                return;
            }
            later.readOn(transaction.ledger(), LedgerView.among(agreed));
            if (transaction.ledger().floor() > fence) {
                return;
            }
            Map<String, TableState> states = transaction.notes().tableStates();
            agreed.forEach((table, keys) -> {
                if (states.get(table) instanceof TableState.Live) {
                    discard(transaction, fence, table, keys, later);
                }
            });
            transaction.commit();
        }
    }

    private static void discard(
            TargetTransaction transaction, long fence, String table, Set<RowKey> keys, LedgerView later) {
        List<ParkedEvent> obsolete = transaction.notes().parked(table, Integer.MAX_VALUE).stream()
                .filter(event -> event.change().sequence() <= fence && isSettled(event, keys, later))
                .toList();
        transaction.notes().unpark(obsolete.stream().map(ParkedEvent::id).toList());
        if (!obsolete.isEmpty()) {
            LOG.info(
                    "obsolete parked events discarded: both sides agree on their keys; events={} table={} sequence={}",
                    obsolete.size(),
                    table,
                    fence);
        }
    }

    private static boolean isSettled(ParkedEvent event, Set<RowKey> keys, LedgerView later) {
        RowKey key = event.key();
        return key != null && keys.contains(key) && !later.touched(event.table(), key);
    }
}
