package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys blocked by parked events, and the events of a batch to be parked, in source order. */
final class Parking {
    /** @param number of the change in the batch */
    record Parked(long number, ParkedEvent event) {}

    private final EventEnvelope envelopes;
    private final Instant now;
    private final Map<String, Set<RowKey>> blocked = new HashMap<>();
    private final List<Parked> events = new ArrayList<>();

    Parking(EventEnvelope envelopes, Map<String, Set<RowKey>> blocked, Instant now) {
        this.envelopes = envelopes;
        this.now = now;
        blocked.forEach((table, keys) -> this.blocked.put(table, new HashSet<>(keys)));
    }

    boolean isBlocked(String table, RowKey key) {
        Set<RowKey> keys = blocked.get(table);
        return keys != null && keys.contains(key);
    }

    void block(String table, RowKey key) {
        blocked.computeIfAbsent(table, t -> new HashSet<>()).add(key);
    }

    /** @param error empty for an event that waits behind another of its key */
    void park(Routed routed, @Nullable RowKey key, ChangeEvent event, String error) {
        if (key != null) {
            block(event.table(), key);
        }
        events.add(new Parked(
                routed.number(),
                new ParkedEvent(
                        0,
                        event.table(),
                        key,
                        new ParkedEvent.Change(
                                routed.slice().sequence(),
                                routed.slice().transaction().end().text(),
                                event.operation().name(),
                                envelopes.encode(event, routed.slice().transaction())),
                        error,
                        error.isEmpty() ? 0 : 1,
                        now)));
    }

    /** Stores the events parked since the last call, in source order, and returns them. */
    List<ParkedEvent> store(TargetNotes notes) {
        List<ParkedEvent> inOrder = events.stream()
                .sorted(Comparator.comparingLong(Parked::number))
                .map(Parked::event)
                .toList();
        inOrder.forEach(notes::park);
        events.clear();
        return inOrder;
    }
}
