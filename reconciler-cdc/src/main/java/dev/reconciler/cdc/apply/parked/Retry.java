package dev.reconciler.cdc.apply.parked;

import dev.reconciler.cdc.apply.ChangeWriter;
import dev.reconciler.cdc.apply.EventEnvelope;
import dev.reconciler.cdc.apply.FilledKeys;
import dev.reconciler.cdc.apply.RefusedChange;
import dev.reconciler.cdc.apply.parked.ParkedQueue.Queue;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies parked events in order inside one transaction; a failed event blocks the events behind it.
 *
 * <p>A new key for a row is parked under both of its keys, and its two events belong together:
 *
 * <ol>
 *   <li>While the old key's event stays parked, so does the new key's: if that were applied alone, the stream would continue
 *       under the new key, and the old key's event would later overwrite a newer row there.
 *   <li>If the new key's event is gone, because a correction or a person has settled that key, the old key's event no longer
 *       affects the new key: it only deletes the row under the old key.
 * </ol>
 */
final class Retry {
    private final TargetTransaction transaction;
    private final ChangeWriter writer;
    private final EventEnvelope envelopes;
    private final Moves moves;
    private final Map<String, TableState> states;
    private final Set<Queue> held;

    /** @param held keys whose events must wait; the retry adds to it */
    Retry(TargetTransaction transaction, ChangeWriter writer, Set<Queue> held) {
        this.transaction = transaction;
        this.writer = writer;
        this.envelopes = new EventEnvelope(writer.tables());
        this.moves = new Moves(envelopes);
        this.states = transaction.notes().tableStates();
        this.held = held;
    }

    RetryResult retry(List<ParkedEvent> events) {
        List<Long> applied = new ArrayList<>();
        Map<Long, String> failures = new HashMap<>();
        for (ParkedEvent event : events) {
            if (held.contains(Queue.of(event))) {
                moves.target(event).ifPresent(held::add);
                continue;
            }
            Refusal refusal = apply(event);
            if (refusal == null) {
                applied.add(event.id());
            } else {
                failures.put(event.id(), refusal.error());
                if (refusal.tried()) {
                    transaction.notes().park(event.refusedAgain(refusal.error()));
                }
                held.add(Queue.of(event));
                moves.target(event).ifPresent(held::add);
            }
        }
        transaction.notes().unpark(applied);
        noteFailed(events, failures);
        return new RetryResult(applied.size(), failures);
    }

    /**
     * Notes the keys of failed events: a window verifies their rows, and an event whose row is correct without it is obsolete.
     */
    private void noteFailed(List<ParkedEvent> events, Map<Long, String> failures) {
        for (ParkedEvent event : events) {
            if (failures.containsKey(event.id()) && event.key() != null) {
                transaction.notes().markDirty(event.table(), List.of(event.key()), "a parked event can't be applied");
            }
        }
    }

    /**
     * The reason why an event stays parked.
     *
     * @param tried true if its own content was rejected, which counts as an attempt; false if another obstacle blocked it
     */
    private record Refusal(String error, boolean tried) {}

    private @Nullable Refusal apply(ParkedEvent event) {
        TableState state = states.getOrDefault(event.table(), new TableState.Pending());
        if (state instanceof TableState.Paused paused) {
            return new Refusal("the table is paused: " + paused.reason(), false);
        }
        try {
            return apply(
                    event,
                    unlessDealtWith(event, envelopes.decode(event.change().envelope())),
                    state);
        } catch (IllegalArgumentException e) {
            return new Refusal(String.valueOf(e.getMessage()), true);
        }
    }

    /** The remaining effect of a change of key whose new key is already settled: the row under the old key is deleted. */
    private RowChange unlessDealtWith(ParkedEvent event, RowChange change) {
        RowKey old = change instanceof Update update ? update.previousKey() : null;
        return old == null
                        || transaction
                                .notes()
                                .isParked(
                                        event.table(),
                                        change.key(),
                                        event.change().sequence())
                ? change
                : new Delete(change.table(), old, null);
    }

    private @Nullable Refusal apply(ParkedEvent event, RowChange change, TableState state) {
        Queue other = Queue.of(event.table(), change.key());
        if (!other.equals(Queue.of(event)) && held.contains(other)) {
            return new Refusal("events of key " + change.key() + " must be retried first", false);
        }
        KeyOrder order = new KeyOrder(writer.table(event.table()).keyTypes());
        if (!FilledKeys.contains(state, order, change.key())) {
            return null; // its backfill reads the event's effect
        }
        RefusedChange refused = writer.tryWrite(transaction, change);
        return refused == null ? null : new Refusal(refused.error(), true);
    }
}
