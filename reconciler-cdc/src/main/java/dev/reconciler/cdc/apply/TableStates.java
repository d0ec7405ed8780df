package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.List;
import java.util.Map;

/** Reads and changes the tables' states; each change is a separate transaction under the checkpoint row's lock. */
public final class TableStates {
    private final TargetStore target;

    public TableStates(TargetStore target) {
        this.target = target;
    }

    /** States by table id; an absent table is pending. */
    public Map<String, TableState> all() {
        try (TargetTransaction transaction = target.begin()) {
            return transaction.notes().tableStates();
        }
    }

    /** The status of each table, in the order of the tables. */
    public List<TableStatus> statuses(List<MappedTable> tables) {
        Map<String, TableState> states = all();
        return tables.stream()
                .map(table -> TableStatus.of(table, states.getOrDefault(table.id(), new TableState.Pending())))
                .toList();
    }

    /** Returns whether any table is completely filled. */
    public boolean isAnyLive() {
        return all().values().stream().anyMatch(TableState.Live.class::isInstance);
    }

    /** Pauses a table as an incompatible change in the stream does: a table without filled keys needs no pause. */
    public void pause(String table, String reason) {
        try (TargetTransaction transaction = target.begin()) {
            transaction.lockCheckpoint();
            TableState state = transaction.notes().tableStates().getOrDefault(table, new TableState.Pending());
            RowKey filledUpTo = state instanceof TableState.Filling filling ? filling.upTo() : null;
            if (state instanceof TableState.Live || filledUpTo != null) {
                transaction.notes().setTableState(table, new TableState.Paused(reason, filledUpTo));
                transaction.commit();
            }
        }
    }

    /**
     * Ends a table's pause: it follows the stream as far as it was filled. Its parked events stay parked until they are
     * retried, and block their keys.
     *
     * @return whether it was paused
     */
    public boolean resume(String table) {
        try (TargetTransaction transaction = target.begin()) {
            transaction.lockCheckpoint();
            if (!(transaction.notes().tableStates().get(table) instanceof TableState.Paused paused)) {
                return false;
            }
            transaction
                    .notes()
                    .setTableState(
                            table,
                            paused.filledUpTo() == null
                                    ? new TableState.Live()
                                    : new TableState.Filling(paused.filledUpTo()));
            transaction.commit();
            return true;
        }
    }
}
