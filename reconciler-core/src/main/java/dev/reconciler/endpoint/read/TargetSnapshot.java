package dev.reconciler.endpoint.read;

import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** T: a snapshot of the target, with the checkpoint, the ledger and the notes that it carries. */
public interface TargetSnapshot extends ReadSnapshot {
    /** Reason of a dirty key that a backfill has left for later because it was in doubt. */
    String FILL = "fill";

    Checkpoint checkpoint();

    LedgerReader ledger();

    /** Those of the tables (by mapping id) that don't follow the stream as a whole, each with the reason: a backfill that is
     * not done (a table never noted is pending; one with dirty keys of reason {@value #FILL} isn't done), or a pause. */
    Map<String, String> notLive(Collection<MappedTable> tables);

    /** Empty where the target keeps none. */
    default Optional<WriteHistory> writeHistory() {
        return Optional.empty();
    }

    /** Keys of a table with parked events, each with the first one's error. */
    Map<RowKey, String> parked(String table);
}
