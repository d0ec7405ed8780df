package dev.reconciler.cdc.capture.debezium;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What changed of a source table between two shapes, as far as it concerns the mapping. */
final class ShapeChange {
    private ShapeChange() {}

    /** @param before null for the first shape seen: unmapped columns were left out by whoever wrote the mapping */
    static Optional<ChangeEvent.SchemaChanged> between(MappedTable table, @Nullable RowShape before, RowShape after) {
        Set<String> mapped = table.columns().stream()
                .map(MappedColumn::source)
                .filter(Objects::nonNull)
                .map(column -> column.name())
                .collect(Collectors.toSet());
        List<String> harmless = new ArrayList<>();
        List<String> incompatible = new ArrayList<>();
        Set<String> missing = new TreeSet<>(after.missing());
        if (before == null) {
            missing.forEach(name -> incompatible.add("mapped column " + name + " is gone"));
        } else {
            missing.removeAll(before.missing());
            missing.forEach(name -> incompatible.add("mapped column " + name + " is gone"));
            compare(mapped, before.types(), after.types(), harmless, incompatible);
        }
        List<String> all = new ArrayList<>(incompatible);
        all.addAll(harmless);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ChangeEvent.SchemaChanged(table.id(), String.join("; ", all), !incompatible.isEmpty()));
    }

    private static void compare(
            Set<String> mapped,
            Map<String, String> before,
            Map<String, String> after,
            List<String> harmless,
            List<String> incompatible) {
        after.forEach((name, type) -> {
            String old = before.get(name);
            if (old == null) {
                harmless.add("column " + name + " of type " + type + " was added"
                        + (mapped.contains(name) ? "" : " and is not mapped"));
            } else if (!old.equals(type)) {
                (mapped.contains(name) ? incompatible : harmless)
                        .add("column " + name + " changed its type from " + old + " to " + type);
            }
        });
    }
}
