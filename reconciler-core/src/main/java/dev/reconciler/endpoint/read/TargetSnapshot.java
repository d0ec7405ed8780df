package dev.reconciler.endpoint.read;

import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** T: a snapshot of the target, with its checkpoint, ledger and notes. */
public interface TargetSnapshot extends ReadSnapshot {
    /** Reason of a dirty key that a backfill postponed because it was in doubt. */
    String FILL = "fill";

    Checkpoint checkpoint();

    LedgerReader ledger();

    /**
     * The tables (by mapping id) that don't follow the stream as a whole, each with the reason: an incomplete backfill (a table
     * never noted is pending; a table with dirty keys of reason {@value #FILL} is incomplete), or a pause.
     */
    Map<String, String> notLive(Collection<MappedTable> tables);

    /** The target's write history; empty if it keeps none. */
    default Optional<WriteHistory> writeHistory() {
        return Optional.empty();
    }

    /** Keys of a table with parked events, each with the first one's error. */
    Map<RowKey, String> parked(String table);
}
