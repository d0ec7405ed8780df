package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.Map;

/** T: checkpoint, ledger and notes are read in the snapshot itself, so they tell what its data is a copy of. */
final class MySqlTargetSnapshot implements TargetSnapshot {
    private final MySqlSnapshot snapshot;
    private final Checkpoint checkpoint;
    private final LedgerReader ledger;
    private final TargetNotesReader notes;

    MySqlTargetSnapshot(MySqlSnapshot snapshot, Checkpoint checkpoint, LedgerReader ledger, TargetNotesReader notes) {
        this.snapshot = snapshot;
        this.checkpoint = checkpoint;
        this.ledger = ledger;
        this.notes = notes;
    }

    @Override
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    @Override
    public LedgerReader ledger() {
        return ledger;
    }

    @Override
    public Map<String, String> notLive(Collection<MappedTable> tables) {
        return notes.notLive(tables);
    }

    @Override
    public Map<RowKey, String> parked(String table) {
        return notes.parked(table);
    }

    @Override
    public ChunkReader reader() {
        return snapshot.reader();
    }

    @Override
    public ChunkReader openReader() {
        return snapshot.openReader();
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
