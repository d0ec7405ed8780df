package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.TargetChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last change of each key in each of several transactions of the target. */
final class KeyChanges {
    private final Map<Place, TargetChange> changes = new LinkedHashMap<>();

    /** A key in one transaction. */
    private record Place(Position position, String table, RowKey key) {}

    void add(SourceTransaction transaction, MappedTable table, RowKey key, LedgerImage image) {
        Position end = transaction.end();
        changes.merge(
                new Place(end, table.id(), key),
                new TargetChange(table.id(), key, transaction.id(), end, transaction.committedAt(), image),
                KeyChanges::later);
    }

    private static TargetChange later(TargetChange before, TargetChange now) {
        return new TargetChange(
                now.table(),
                now.key(),
                now.transaction(),
                now.position(),
                now.committedAt(),
                now.image().after(before.image()));
    }

    int size() {
        return changes.size();
    }

    List<TargetChange> changes() {
        return List.copyOf(changes.values());
    }
}
