package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.ShapeComparison;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.MappedTable;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares two shapes of a source table in the stream. */
final class ShapeChange {
    private ShapeChange() {}

    /** @param before null for the first shape: its unmapped columns were left out on purpose */
    static Optional<ChangeEvent.SchemaChanged> between(MappedTable table, @Nullable RowShape before, RowShape after) {
        if (before != null) {
            return ShapeComparison.between(table, before.types(), after.types(), PostgresTypes::named);
        }
        List<String> gone = new TreeSet<>(after.missing())
                .stream().map(name -> "mapped column " + name + " is gone").toList();
        return ShapeComparison.changed(table, gone, List.of());
    }
}
