package dev.reconciler.cdc.capture;

import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TypeFit;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares two shapes of a source table with regard to its mapping. A new type whose values the target column stores unchanged,
 * as after most widenings, is reported without a pause.
 */
public final class ShapeComparison {
    private ShapeComparison() {}

    /**
     * @param before type by column name, of all columns
     * @param after the same, later
     * @param types resolves a type's name
     */
    public static Optional<SchemaChanged> between(
            MappedTable table,
            Map<String, String> before,
            Map<String, String> after,
            Function<String, ColumnType> types) {
        Set<String> mapped = table.columnsRead(Side.SOURCE).stream()
                .map(Column::name)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> incompatible = new ArrayList<>();
        List<String> harmless = new ArrayList<>();
        mapped.stream()
                .filter(name -> before.containsKey(name) && !after.containsKey(name))
                .forEach(name -> incompatible.add("mapped column " + name + " is gone"));
        after.forEach((name, type) -> {
            String old = before.get(name);
            if (old == null) {
                harmless.add("column " + name + " of type " + type + " was added"
                        + (mapped.contains(name) ? "" : " and is not mapped"));
            } else if (!old.equals(type)) {
                (isIncompatible(table, name, types.apply(old), types.apply(type)) ? incompatible : harmless)
                        .add("column " + name + " changed its type from " + old + " to " + type);
            }
        });
        return changed(table, incompatible, harmless);
    }

    /** Returns whether the values of a mapped column may no longer fit the target's column. */
    private static boolean isIncompatible(MappedTable table, String name, ColumnType before, ColumnType after) {
        return table.imageColumns().stream()
                .filter(column -> column.sources().stream()
                        .anyMatch(source -> source.name().equals(name)))
                .anyMatch(column -> !TypeFit.fits(column, before, after));
    }

    /** The event for a change's parts; empty if there are none. */
    public static Optional<SchemaChanged> changed(MappedTable table, List<String> incompatible, List<String> harmless) {
        List<String> all = new ArrayList<>(incompatible);
        all.addAll(harmless);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new SchemaChanged(table.id(), String.join("; ", all), !incompatible.isEmpty()));
    }
}
