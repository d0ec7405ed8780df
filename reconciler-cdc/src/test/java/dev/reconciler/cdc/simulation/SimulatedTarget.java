package dev.reconciler.cdc.simulation;

import dev.reconciler.cdc.testing.InMemoryTarget;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The target, with the mutants that lie on its side. */
final class SimulatedTarget implements TargetDatabase {
    private final InMemoryTarget store = new InMemoryTarget(new Lsn(0));
    private final Mutant mutant;
    private final boolean exportsSnapshots;
    private boolean windowOpen;

    /** The contents of the present window's source snapshots, in the order of its lanes. */
    Supplier<List<SimulatedSource.Opened>> lanes = List::of;

    private int lanesOpened;

    SimulatedTarget(Mutant mutant) {
        this(mutant, true);
    }

    /** @param exportsSnapshots false for lanes with snapshots of their own */
    SimulatedTarget(Mutant mutant, boolean exportsSnapshots) {
        this.mutant = mutant;
        this.exportsSnapshots = exportsSnapshots;
    }

    InMemoryTarget store() {
        return store;
    }

    @Nullable
    Row row(RowKey key) {
        return store.rows(SimulatedTable.TABLE).get(key);
    }

    void windowOpens(boolean open) {
        windowOpen = open;
        lanesOpened = 0;
    }

    void batchApplied() {
        if (mutant == Mutant.LEDGER_ONLY_IN_WINDOW && !windowOpen) {
            store.loseLedger();
        }
    }

    void crash() {
        store.dropLocks();
        if (mutant == Mutant.LEDGER_IN_MEMORY) {
            store.loseLedger();
        }
    }

    void prune(SnapshotContent probe) {
        if (mutant == Mutant.PRUNE_UNDER_OPEN_WINDOW) {
            store.dropPins();
        }
        store.pruning().prune(probe);
    }

    @Override
    public boolean exportsSnapshots() {
        return exportsSnapshots;
    }

    @Override
    public TargetSnapshot openSnapshot() {
        TargetSnapshot snapshot = store.openSnapshot();
        return mutant == Mutant.IMAGE_OUTSIDE_CONTENT
                ? new OutsideContent(snapshot, lanes.get().get(lanesOpened++).content())
                : snapshot;
    }

    @Override
    public Checkpoint checkpoint() {
        return store.checkpoint();
    }

    @Override
    public String shape(Collection<MappedTable> tables) {
        return store.shape(tables);
    }

    @Override
    public LedgerPruning pruning() {
        LedgerPruning real = store.pruning();
        return mutant == Mutant.PRUNE_UNDER_OPEN_WINDOW ? new Unnoticed(real) : real;
    }

    /** Its ledger lacks what the source snapshot's content names. */
    private record OutsideContent(TargetSnapshot real, SnapshotContent content) implements TargetSnapshot {
        @Override
        public LedgerReader ledger() {
            LedgerReader whole = real.ledger();
            return new LedgerReader() {
                @Override
                public long floor() {
                    return whole.floor();
                }

                @Override
                public void readWhile(long after, Predicate<LedgerTransaction> each) {
                    whole.readWhile(after, transaction -> content.contains(transaction.id()) || each.test(transaction));
                }
            };
        }

        @Override
        public Checkpoint checkpoint() {
            return real.checkpoint();
        }

        @Override
        public Map<String, String> notLive(Collection<MappedTable> tables) {
            return real.notLive(tables);
        }

        @Override
        public Map<RowKey, String> parked(String table) {
            return real.parked(table);
        }

        @Override
        public ChunkReader reader() {
            return real.reader();
        }

        @Override
        public ChunkReader openReader() {
            return real.openReader();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** Its pins claim to reach as far as any floor. */
    private record Unnoticed(LedgerPruning real) implements LedgerPruning {
        @Override
        public LedgerPin pin(String owner) {
            LedgerPin pin = real.pin(owner);
            return new LedgerPin() {
                @Override
                public long floor() {
                    return Long.MAX_VALUE;
                }

                @Override
                public void renew() {
                    pin.renew();
                }

                @Override
                public void close() {
                    pin.close();
                }
            };
        }

        @Override
        public LedgerHold hold(String reader) {
            return real.hold(reader);
        }

        @Override
        public boolean isFollowed() {
            return real.isFollowed();
        }

        @Override
        public OptionalLong readThrough() {
            return real.readThrough();
        }

        @Override
        public void release(String reader) {
            real.release(reader);
        }

        @Override
        public long prune(SnapshotContent probe) {
            return real.prune(probe);
        }
    }
}
