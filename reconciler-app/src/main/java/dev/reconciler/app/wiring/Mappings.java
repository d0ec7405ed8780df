package dev.reconciler.app.wiring;

import dev.reconciler.app.check.TableMappings;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.MappingResolver;
import dev.reconciler.mapping.Resolution;
import dev.reconciler.mapping.TableOrder;
import dev.reconciler.mapping.UncomparedColumns;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.verify.coverage.Unverifiable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Resolves the file's tables against both catalogs as they are now. */
final class Mappings {
    private Mappings() {}

    /**
     * @param tables parents first
     * @param uncompared columns that no comparison sees
     */
    record Mapped(List<MappedTable> tables, List<Unverifiable> uncompared) {}

    /**
     * @throws IllegalStateException with every problem of every table
     */
    static Mapped resolve(ReconcilerConfig config, SchemaReader source, SchemaReader target) {
        MappingResolver resolver = new MappingResolver(
                config.tables().stream().map(TableConfig::target).collect(Collectors.toSet()));
        List<MappedTable> tables = new ArrayList<>();
        List<Unverifiable> uncompared = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Map<TableRef, TableSchema> sources =
                source.read(config.tables().stream().map(TableConfig::source).toList());
        Map<TableRef, TableSchema> targets =
                target.read(config.tables().stream().map(TableConfig::target).toList());
        for (TableConfig table : config.tables()) {
            Optional<TableSchema> here = Optional.ofNullable(sources.get(table.source()));
            Optional<TableSchema> there = Optional.ofNullable(targets.get(table.target()));
            Resolution resolution = resolver.resolve(TableMappings.of(table, there), here, there);
            if (resolution instanceof Resolution.Resolved resolved) {
                tables.add(resolved.table());
                UncomparedColumns.of(resolved.table(), here.orElseThrow(), there.orElseThrow())
                        .forEach((column, reason) -> uncompared.add(
                                new Unverifiable(resolved.table().id(), Unverifiable.Part.COLUMN, column, reason, -1)));
            } else if (resolution instanceof Resolution.Refused refused) {
                refused.problems().forEach(problem -> problems.add(table.source() + ": " + problem));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("the mapping can't be used ('reconciler check' says more):"
                    + System.lineSeparator()
                    + String.join(System.lineSeparator(), problems));
        }
        return new Mapped(TableOrder.of(tables).parentsFirst(), uncompared);
    }
}
