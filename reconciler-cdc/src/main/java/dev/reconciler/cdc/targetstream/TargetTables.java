package dev.reconciler.cdc.targetstream;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Transform;
import java.util.Collection;
import java.util.List;

/** Mappings as a stream from the target needs them. */
public final class TargetTables {
    private TargetTables() {}

    /** The target's tables, each mapped to itself, value by value, with the keys, tenants and identity of the mapping that it has. */
    public static List<MappedTable> asSources(Collection<MappedTable> tables) {
        return tables.stream().map(TargetTables::asSource).toList();
    }

    private static MappedTable asSource(MappedTable table) {
        return new MappedTable(
                table.id(),
                table.target(),
                table.target(),
                table.columns().stream()
                        .map(column -> new MappedColumn(column.target(), column.target(), Transform.DIRECT))
                        .toList(),
                table.key(),
                table.tenant(),
                table.parents());
    }
}
