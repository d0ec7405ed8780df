package dev.reconciler.cdc.apply.parked;

import dev.reconciler.cdc.apply.EventEnvelope;
import dev.reconciler.cdc.apply.parked.ParkedQueue.Queue;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.write.ParkedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Groups of keys that belong together, because a parked event moves a row from one key to another. */
final class Moves {
    private final EventEnvelope envelopes;

    Moves(EventEnvelope envelopes) {
        this.envelopes = envelopes;
    }

    /** The new key that the event gives its row; empty if the key does not change, or the event can't be read. */
    Optional<Queue> target(ParkedEvent event) {
        if (event.key() == null) {
            return Optional.empty();
        }
        try {
            return envelopes.decode(event.change().envelope()) instanceof Update update && update.previousKey() != null
                    ? Optional.of(Queue.of(event.table(), update.key()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // applying the event reports the reason
        }
    }

    /** All queues that must be retried together with this one, because rows move between them. */
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
