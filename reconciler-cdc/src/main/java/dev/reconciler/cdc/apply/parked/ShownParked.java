package dev.reconciler.cdc.apply.parked;

import dev.reconciler.control.Cursor;
import dev.reconciler.endpoint.write.ParkedEvent;
import java.util.List;
import java.util.Optional;

/** The applier's queue of parked events, as API and commands show it: without the envelope, which holds the row. */
public record ShownParked(ParkedQueue queue) implements ParkedEvents {
    @Override
    public Part list(String table, Cursor place, int limit) {
        long id = place.id().isEmpty() ? 0 : Long.parseLong(place.id());
        List<ParkedEvent> events = queue.list(table, place.order(), id, limit);
        return new Part(events.stream().map(ShownParked::shown).toList(), events.size() < limit ? null : after(events));
    }

    private static Cursor after(List<ParkedEvent> events) {
        ParkedEvent last = events.get(events.size() - 1);
        return new Cursor(last.change().sequence(), Long.toString(last.id()));
    }

    @Override
    public Optional<RetryResult> retry(long id, String actor) {
        return queue.retry(id);
    }

    @Override
    public Optional<Parked> discard(long id, String actor, String reason) {
        return queue.discard(id).map(ShownParked::shown);
    }

    private static Parked shown(ParkedEvent event) {
        return new Parked(
                event.id(),
                event.table(),
                event.key() == null ? "" : event.key().toString(),
                event.change().position(),
                event.change().operation(),
                event.error(),
                event.attempts(),
                event.at());
    }
}
