package dev.reconciler.cdc.testing;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.Lease;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A target in memory, behind the writing and the reading ports. A transaction sees what is committed plus its own changes
 * (READ COMMITTED); a snapshot keeps the state at which it was taken: rows, checkpoint, ledger and floor together.
 *
 * <p>Not imitated: constraints other than the primary key (see {@link #refuse}), row locks, and the lease's time to live
 * ({@link #acquireLease} always takes over). A second transaction that wants the checkpoint's lock fails with RETRY after
 * the given wait, since in a simulation no other actor would run meanwhile.
 */
public final class InMemoryTarget implements TargetStore, TargetDatabase {
    /** The fate of the next commit whose session is lost. */
    public enum LostCommit {
        APPLIED,
        NOT_APPLIED
    }

    private final Semaphore checkpointLock = new Semaphore(1);
    private final long lockWaitMillis;
    private final Map<Long, Long> pins = new HashMap<>();
    private final Map<String, Long> readers = new ConcurrentHashMap<>();
    private volatile TargetState state;
    private volatile boolean available = true;
    private volatile @Nullable LostCommit lostCommit;
    private volatile BiPredicate<MappedTable, KeyedWrite> refused = (table, write) -> false;
    private volatile long lastPin;
    private volatile int shape;

    public InMemoryTarget(Position start) {
        this(start, 0);
    }

    public InMemoryTarget(Position start, long lockWaitMillis) {
        this.state = TargetState.empty(new Checkpoint(0, 0, start));
        this.lockWaitMillis = lockWaitMillis;
    }

    // Actions of a test

    /** A write by another session: commits immediately, without checkpoint and ledger. A null row deletes. */
    public void rogueWrite(MappedTable table, RowKey key, @Nullable Row row) {
        Map<RowKey, @Nullable Row> written = new HashMap<>();
        written.put(key, row);
        change(s -> s.withRows(table, written));
    }

    /** Writes that fail as a constraint violation would; replaces the former rule. */
    public void refuse(BiPredicate<MappedTable, KeyedWrite> rule) {
        refused = rule;
    }

    /** While not available, everything fails as on a lost session. */
    public void available(boolean now) {
        available = now;
    }

    /** The next commit loses its session, after or before it took effect. */
    public void loseNextCommit(LostCommit how) {
        lostCommit = how;
    }

    /** Voids open windows, as DDL or TRUNCATE would. */
    public void changeShape() {
        shape++;
    }

    /** Every pin's holder went silent for its time to live. */
    public void dropPins() {
        synchronized (pins) {
            pins.clear();
        }
    }

    /** The ledger's entries are gone, without a trace in its floor. */
    public void loseLedger() {
        change(s -> s.withLedger(List.of(), s.floor()));
    }

    /** Every writer's process died: its transactions and locks are gone. */
    public void dropLocks() {
        checkpointLock.drainPermits();
        checkpointLock.release();
    }

    // Queries of a test

    public NavigableMap<RowKey, Row> rows(MappedTable table) {
        return state.table(table);
    }

    public List<LedgerTransaction> ledgerEntries() {
        return state.ledger();
    }

    public long floor() {
        return state.floor();
    }

    public List<ParkedEvent> parkedEvents() {
        return state.parked();
    }

    /** Dirty keys of a table, oldest first. */
    public List<RowKey> dirtyKeys(MappedTable table) {
        return state.dirty().stream()
                .filter(d -> d.table().equals(table.id()))
                .map(TargetState.Dirty::key)
                .toList();
    }

    public List<JournalEntry> journal() {
        return state.journal();
    }

    public void setTableState(MappedTable table, TableState next) {
        change(s -> s.withState(table.id(), next));
    }

    // TargetStore

    @Override
    public TargetTransaction begin() {
        requireAvailable();
        return new InMemoryTransaction(this);
    }

    @Override
    public Checkpoint acquireLease(String owner) {
        requireAvailable();
        lock();
        try {
            Checkpoint now = state.checkpoint();
            Checkpoint next = new Checkpoint(now.epoch() + 1, now.sequence(), now.position());
            change(s -> s.withCheckpoint(next));
            return next;
        } finally {
            unlock();
        }
    }

    @Override
    public void renewLease(long epoch) {
        requireAvailable();
        if (state.checkpoint().epoch() != epoch) {
            throw new DeposedException(
                    "epoch " + epoch + " was followed by " + state.checkpoint().epoch());
        }
    }

    @Override
    public void releaseLease(long epoch) {
        renewLease(epoch);
    }

    /** No lease: {@link #acquireLease} always takes over. */
    @Override
    public Optional<Lease> lease() {
        return Optional.empty();
    }

    // TargetDatabase

    @Override
    public boolean exportsSnapshots() {
        return true;
    }

    @Override
    public TargetSnapshot openSnapshot() {
        requireAvailable();
        return new Snapshot(state);
    }

    @Override
    public Checkpoint checkpoint() {
        return state.checkpoint();
    }

    @Override
    public String shape(Collection<MappedTable> tables) {
        return "shape " + shape;
    }

    @Override
    public LedgerPruning pruning() {
        return new Pruning();
    }

    // For transactions

    TargetState state() {
        return state;
    }

    synchronized void change(UnaryOperator<TargetState> change) {
        state = change.apply(state);
    }

    void commit(UnaryOperator<TargetState> change) {
        requireAvailable();
        LostCommit lost = lostCommit;
        lostCommit = null;
        if (lost != LostCommit.NOT_APPLIED) {
            change(change);
        }
        if (lost != null) {
            throw failure(WriteFailedException.Kind.UNAVAILABLE, Violation.TRANSACTION_LOST, "session lost in commit");
        }
    }

    boolean refuses(MappedTable table, KeyedWrite write) {
        return refused.test(table, write);
    }

    void lock() {
        try {
            if (!checkpointLock.tryAcquire(lockWaitMillis, TimeUnit.MILLISECONDS)) {
                throw failure(
                        WriteFailedException.Kind.RETRY,
                        Violation.TRANSIENT,
                        "another transaction holds the checkpoint");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(
                    WriteFailedException.Kind.UNAVAILABLE, Violation.TRANSIENT, "interrupted while waiting for a lock");
        }
    }

    void unlock() {
        checkpointLock.release();
    }

    void requireAvailable() {
        if (!available) {
            throw failure(
                    WriteFailedException.Kind.UNAVAILABLE, Violation.TRANSACTION_LOST, "the target is not available");
        }
    }

    static WriteFailedException failure(WriteFailedException.Kind kind, Violation violation, String message) {
        return new WriteFailedException(kind, violation, violation.name(), message, new IllegalStateException(message));
    }

    static LedgerReader readerOf(TargetState state) {
        return new LedgerReader() {
            @Override
            public long floor() {
                return state.floor();
            }

            @Override
            public void readWhile(long after, Predicate<LedgerTransaction> each) {
                for (LedgerTransaction transaction : state.ledger()) {
                    if (transaction.sequence() > after && !each.test(transaction)) {
                        return;
                    }
                }
            }
        };
    }

    private record Snapshot(TargetState taken) implements TargetSnapshot {
        @Override
        public Checkpoint checkpoint() {
            return taken.checkpoint();
        }

        @Override
        public LedgerReader ledger() {
            return readerOf(taken);
        }

        @Override
        public Map<String, String> notLive(Collection<MappedTable> tables) {
            Map<String, String> reasons = new HashMap<>();
            for (MappedTable table : tables) {
                TableState state = taken.states().getOrDefault(table.id(), new TableState.Pending());
                boolean leftOver = taken.dirty().stream()
                        .anyMatch(
                                d -> d.table().equals(table.id()) && d.reason().equals(FILL));
                if (!(state instanceof TableState.Live) || leftOver) {
                    reasons.put(table.id(), leftOver ? "keys left to fill" : state.toString());
                }
            }
            return reasons;
        }

        @Override
        public Map<RowKey, String> parked(String table) {
            Map<RowKey, String> errors = new HashMap<>();
            for (ParkedEvent event : taken.parked()) {
                if (event.table().equals(table) && event.key() != null) {
                    errors.putIfAbsent(event.key(), event.error());
                }
            }
            return errors;
        }

        @Override
        public ChunkReader reader() {
            return new InMemoryReader(taken.rows());
        }

        @Override
        public ChunkReader openReader() {
            return reader();
        }

        @Override
        public void close() {}
    }

    private final class Pruning implements LedgerPruning {
        @Override
        public LedgerPin pin(String owner) {
            synchronized (pins) {
                long id = ++lastPin;
                long floor = state.floor();
                pins.put(id, floor);
                return new Pin(id, floor);
            }
        }

        @Override
        public LedgerHold hold(String reader) {
            synchronized (pins) {
                readers.putIfAbsent(reader, state.floor());
                return new Hold(reader);
            }
        }

        @Override
        public boolean isFollowed() {
            synchronized (pins) {
                return !readers.isEmpty();
            }
        }

        @Override
        public OptionalLong readThrough() {
            synchronized (pins) {
                return readers.values().stream().mapToLong(Long::longValue).min();
            }
        }

        @Override
        public void release(String reader) {
            readers.remove(reader);
        }

        @Override
        public long prune(SnapshotContent probe) {
            synchronized (pins) {
                long upTo = Math.min(least(pins.values()), least(readers.values()));
                change(s -> pruned(s, probe, upTo));
                return state.floor();
            }
        }
    }

    private static long least(Collection<Long> sequences) {
        return sequences.isEmpty() ? Long.MAX_VALUE : Collections.min(sequences);
    }

    private static TargetState pruned(TargetState state, SnapshotContent probe, long upTo) {
        List<LedgerTransaction> ledger = state.ledger();
        int kept = 0;
        long floor = state.floor();
        while (kept < ledger.size()
                && ledger.get(kept).sequence() <= upTo
                && probe.contains(ledger.get(kept).id())) {
            floor = ledger.get(kept++).sequence();
        }
        return state.withLedger(List.copyOf(ledger.subList(kept, ledger.size())), floor);
    }

    private final class Hold implements LedgerHold {
        private final String reader;

        private Hold(String reader) {
            this.reader = reader;
        }

        @Override
        public long sequence() {
            return readers.getOrDefault(reader, Long.MAX_VALUE);
        }

        @Override
        public void advance(long sequence) {
            requireAvailable();
            if (readers.computeIfPresent(reader, (name, before) -> Math.max(before, sequence)) == null) {
                throw new IllegalStateException("the hold of " + reader + " was released");
            }
        }
    }

    private final class Pin implements LedgerPin {
        private final long id;
        private final long floor;

        private Pin(long id, long floor) {
            this.id = id;
            this.floor = floor;
        }

        @Override
        public long floor() {
            return floor;
        }

        @Override
        public void renew() {}

        @Override
        public void close() {
            synchronized (pins) {
                pins.remove(id);
            }
        }
    }
}
