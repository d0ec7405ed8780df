package dev.reconciler.app.wiring;

import dev.reconciler.app.http.ParkedEvents;
import dev.reconciler.cdc.apply.parked.ParkedQueue;
import dev.reconciler.cdc.apply.parked.RetryResult;
import dev.reconciler.endpoint.write.ParkedEvent;
import java.util.List;
import java.util.Optional;

/** The applier's queue of parked events, as API and commands show it: without the envelope, which holds the row. */
record ShownParked(ParkedQueue queue) implements ParkedEvents {
    @Override
    public List<Parked> list(String table, int limit) {
        return queue.list(table, limit).stream().map(ShownParked::shown).toList();
    }

    @Override
    public Optional<RetryResult> retry(long id) {
        return queue.retry(id);
    }

    private static Parked shown(ParkedEvent event) {
        return new Parked(
                event.id(),
                event.table(),
                event.key() == null ? "" : event.key().toString(),
                event.position(),
                event.operation(),
                event.error(),
                event.attempts(),
                event.at());
    }
}
