package dev.reconciler.cdc.apply.parked;

import dev.reconciler.cdc.apply.ChangeWriter;
import dev.reconciler.cdc.apply.EventEnvelope;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parked events of a pipeline. Every change of them is one target transaction under the checkpoint row's lock, so that no
 * event of the stream can come between a parked event and those behind it; any node may make it.
 *
 * <p>An applied event needs no new ledger entry: the keys of parked events count as touched since they arrived.
 */
public final class ParkedQueue {
    /** The number of events per transaction: the stream waits meanwhile. */
    private static final int PAGE = 500;

    private final TargetStore target;
    private final ChangeWriter writer;

    public ParkedQueue(TargetStore target, Collection<MappedTable> tables, TenantScope scope) {
        this.target = target;
        this.writer = new ChangeWriter(tables, scope);
    }

    /** Parked events in source order; of one table, or of all if {@code table} is empty. */
    public List<ParkedEvent> list(String table, int limit) {
        return list(table, 0, 0, limit);
    }

    /** As {@link #list(String, int)}, restricted to events after the one with this sequence and id. */
    public List<ParkedEvent> list(String table, long sequence, long id, int limit) {
        try (TargetTransaction transaction = target.begin()) {
            return transaction.notes().parked(table, sequence, id, limit);
        }
    }

    /** The number of parked events; does not read their content. */
    public long count() {
        try (TargetTransaction transaction = target.begin()) {
            return transaction.notes().parkedCount();
        }
    }

    /** Retries all events, in source order across keys. */
    public RetryResult retryAll() {
        Set<Queue> held = new HashSet<>();
        Map<Long, String> failures = new HashMap<>();
        int applied = 0;
        int staying = 0;
        while (true) {
            try (TargetTransaction transaction = target.begin()) {
                transaction.lockCheckpoint();
                List<ParkedEvent> page = transaction.notes().parked("", staying + PAGE);
                if (page.size() <= staying) {
                    return new RetryResult(applied, failures);
                }
                List<ParkedEvent> next = page.subList(staying, page.size());
                RetryResult result = new Retry(transaction, writer, held).retry(next);
                transaction.commit();
                applied += result.applied();
                staying += next.size() - result.applied();
                failures.putAll(result.failures());
            }
        }
    }

    /**
     * Retries the events of this event's key, from the key's first one on, in source order with those of keys between which rows
     * moved.
     */
    public Optional<RetryResult> retry(long id) {
        try (TargetTransaction transaction = target.begin()) {
            transaction.lockCheckpoint();
            List<ParkedEvent> all = transaction.notes().parked("", Integer.MAX_VALUE);
            Optional<ParkedEvent> wanted = find(all, id);
            if (wanted.isEmpty()) {
                return Optional.empty();
            }
            Moves moves = new Moves(new EventEnvelope(writer.tables()));
            Set<Queue> queues = moves.connected(Queue.of(wanted.get()), all);
            List<ParkedEvent> mine =
                    all.stream().filter(e -> queues.contains(Queue.of(e))).toList();
            Set<Queue> others = new HashSet<>();
            all.stream().map(Queue::of).filter(q -> !queues.contains(q)).forEach(others::add);
            RetryResult result = new Retry(transaction, writer, others).retry(mine);
            transaction.commit();
            return Optional.of(result);
        }
    }

    /**
     * Discards an event. Its key is noted for verification, which finds the missing effect.
     *
     * @return the event; empty if no event has that id
     */
    public Optional<ParkedEvent> discard(long id) {
        try (TargetTransaction transaction = target.begin()) {
            transaction.lockCheckpoint();
            Optional<ParkedEvent> event = find(transaction.notes().parked("", Integer.MAX_VALUE), id);
            if (event.isEmpty()) {
                return event;
            }
            transaction.notes().unpark(List.of(id));
            RowKey key = event.get().key();
            if (key != null) {
                transaction.notes().markDirty(event.get().table(), List.of(key), "a parked event was discarded");
            }
            transaction.commit();
            return event;
        }
    }

    private static Optional<ParkedEvent> find(List<ParkedEvent> events, long id) {
        return events.stream().filter(event -> event.id() == id).findFirst();
    }

    /** Events of one key wait behind each other. */
    record Queue(String table, List<String> key) {
        static Queue of(ParkedEvent event) {
            RowKey key = event.key();
            return new Queue(event.table(), key == null ? List.of() : key.parts());
        }

        static Queue of(String table, RowKey key) {
            return new Queue(table, key.parts());
        }
    }
}
