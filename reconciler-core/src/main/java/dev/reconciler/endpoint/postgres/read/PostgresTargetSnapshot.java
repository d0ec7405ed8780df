package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.read.WriteHistory;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** T: checkpoint, ledger and notes are read in the snapshot itself, so they tell what its data is a copy of. */
final class PostgresTargetSnapshot implements TargetSnapshot {
    private final PostgresSnapshot snapshot;
    private final Checkpoint checkpoint;
    private final LedgerReader ledger;
    private final TargetNotesReader notes;
    private final String pipeline;

    PostgresTargetSnapshot(
            PostgresSnapshot snapshot,
            Checkpoint checkpoint,
            LedgerReader ledger,
            TargetNotesReader notes,
            String pipeline) {
        this.snapshot = snapshot;
        this.checkpoint = checkpoint;
        this.ledger = ledger;
        this.notes = notes;
        this.pipeline = pipeline;
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
    public Optional<WriteHistory> writeHistory() {
        return PostgresWriteRecords.read(snapshot.reader().session(), pipeline);
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
