package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.ShapeComparison;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.MappedTable;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What changed of a source table between two shapes that the stream shows. */
final class ShapeChange {
    private ShapeChange() {}

    /** @param before null for the first shape seen: unmapped columns were left out by whoever wrote the mapping */
    static Optional<ChangeEvent.SchemaChanged> between(MappedTable table, @Nullable RowShape before, RowShape after) {
        if (before != null) {
            return ShapeComparison.between(table, before.types(), after.types(), PostgresTypes::named);
        }
        List<String> gone = new TreeSet<>(after.missing())
                .stream().map(name -> "mapped column " + name + " is gone").toList();
        return ShapeComparison.changed(table, gone, List.of());
    }
}
