package dev.reconciler.app.http;

import dev.reconciler.cdc.apply.parked.ParkedEvents;
import dev.reconciler.cdc.apply.parked.RetryResult;
import dev.reconciler.control.Cursor;
import java.util.Map;
import java.util.Optional;

/** Records in the audit log who retried which parked events, with the result, and who discarded which ones, with the reason. */
public record AuditedParked(ParkedEvents events, AuditedActions actions) implements ParkedEvents {
    @Override
    public Part list(String table, Cursor place, int limit) {
        return events.list(table, place, limit);
    }

    /** The entry has numbers only: a database's message may hold values of rows. */
    @Override
    public Optional<RetryResult> retry(long id, String actor) {
        return actions.take(
                actor,
                "parked.RETRIED",
                Long.toString(id),
                () -> events.retry(id, actor),
                result -> result.map(done -> Map.of(
                        "applied", Integer.toString(done.applied()),
                        "refused", Integer.toString(done.failures().size()))));
    }

    @Override
    public Optional<Parked> discard(long id, String actor, String reason) {
        return actions.take(
                actor,
                "parked.DISCARDED",
                Long.toString(id),
                () -> events.discard(id, actor, reason),
                result -> result.map(event -> Map.of(
                        "table", event.table(),
                        "operation", event.operation(),
                        "position", event.position(),
                        "note", reason)));
    }
}
