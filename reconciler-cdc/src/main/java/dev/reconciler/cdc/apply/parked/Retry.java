package dev.reconciler.cdc.apply.parked;

import dev.reconciler.cdc.apply.ChangeWriter;
import dev.reconciler.cdc.apply.EventEnvelope;
import dev.reconciler.cdc.apply.FilledKeys;
import dev.reconciler.cdc.apply.parked.ParkedQueue.Queue;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.row.KeyOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies parked events in order inside one transaction; what fails holds back what waits behind it. */
final class Retry {
    private final TargetTransaction transaction;
    private final ChangeWriter writer;
    private final EventEnvelope envelopes;
    private final Map<String, TableState> states;
    private final Set<Queue> held;

    /** @param held keys whose events must wait; grows */
    Retry(TargetTransaction transaction, ChangeWriter writer, Set<Queue> held) {
        this.transaction = transaction;
        this.writer = writer;
        this.envelopes = new EventEnvelope(writer.tables());
        this.states = transaction.notes().tableStates();
        this.held = held;
    }

    RetryResult retry(List<ParkedEvent> events) {
        List<Long> applied = new ArrayList<>();
        Map<Long, String> failures = new HashMap<>();
        for (ParkedEvent event : events) {
            if (held.contains(Queue.of(event))) {
                continue;
            }
            String error = apply(event);
            if (error == null) {
                applied.add(event.id());
            } else {
                failures.put(event.id(), error);
                held.add(Queue.of(event));
            }
        }
        transaction.notes().unpark(applied);
        return new RetryResult(applied.size(), failures);
    }

    private @Nullable String apply(ParkedEvent event) {
        TableState state = states.getOrDefault(event.table(), new TableState.Pending());
        if (state instanceof TableState.Paused paused) {
            return "the table is paused: " + paused.reason();
        }
        try {
            return apply(event, envelopes.decode(event.envelope()), state);
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private @Nullable String apply(ParkedEvent event, RowChange change, TableState state) {
        Queue other = Queue.of(event.table(), change.key());
        if (!other.equals(Queue.of(event)) && held.contains(other)) {
            return "events of key " + change.key() + " must be retried first";
        }
        KeyOrder order = new KeyOrder(writer.table(event.table()).keyTypes());
        if (!FilledKeys.contains(state, order, change.key())) {
            return null; // its backfill reads what the event did
        }
        String error = writer.tryWrite(transaction, change);
        if (error != null) {
            held.add(other); // a change of key that stays holds back both keys
        }
        return error;
    }
}
