package dev.reconciler.cdc.apply.parked;

import dev.reconciler.cdc.apply.EventEnvelope;
import dev.reconciler.cdc.apply.parked.ParkedQueue.Queue;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.write.ParkedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which keys belong together, because a parked event gives a row of the one the other. */
final class Moves {
    private final EventEnvelope envelopes;

    Moves(EventEnvelope envelopes) {
        this.envelopes = envelopes;
    }

    /** The key that the event gives its row; empty if that stays what it is, or the event can't be read. */
    Optional<Queue> target(ParkedEvent event) {
        if (event.key() == null) {
            return Optional.empty();
        }
        try {
            return envelopes.decode(event.envelope()) instanceof Update update && update.previousKey() != null
                    ? Optional.of(Queue.of(event.table(), update.key()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // whoever tries to apply it is told why that can't be
        }
    }

    /** All that must be tried together with it, by moves of rows from one to the other. */
    Set<Queue> connected(Queue queue, List<ParkedEvent> all) {
        Set<Queue> connected = new HashSet<>(Set.of(queue));
        boolean grows = true;
        while (grows) {
            grows = false;
            for (ParkedEvent event : all) {
                Optional<Queue> target = target(event);
                if (target.isPresent() && (connected.contains(Queue.of(event)) || connected.contains(target.get()))) {
                    grows |= connected.add(Queue.of(event)) | connected.add(target.get());
                }
            }
        }
        return connected;
    }
}
