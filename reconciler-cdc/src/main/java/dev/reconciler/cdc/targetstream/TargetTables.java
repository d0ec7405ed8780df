package dev.reconciler.cdc.targetstream;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.Side;
import java.util.Collection;
import java.util.List;

/** Mappings for a stream from the target. */
public final class TargetTables {
    private TargetTables() {}

    /** Maps each target table to itself, value by value, with the key, the tenant, the filter and the id of its own mapping. */
    public static List<MappedTable> asSources(Collection<MappedTable> tables) {
        return tables.stream().map(TargetTables::asSource).toList();
    }

    private static MappedTable asSource(MappedTable table) {
        return new MappedTable(
                table.id(),
                table.target(),
                table.target(),
                table.columns().stream()
                        .map(column -> new MappedColumn(
                                List.of(column.target()), column.target(), Transform.DIRECT, column.comparison()))
                        .toList(),
                table.key(),
                table.tenant(),
                table.parents(),
                new RowFilter.Pair(table.filter(Side.TARGET), RowFilter.ALL));
    }
}
