package dev.reconciler.app.mapping;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.MappingResolver;
import dev.reconciler.mapping.Resolution;
import dev.reconciler.mapping.SharedTargets;
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

/** Resolves the configured tables against the present catalogs of both databases. */
public final class Mappings {
    private Mappings() {}

    /**
     * @param tables parents first
     * @param uncompared columns that no comparison reads
     */
    public record Mapped(List<MappedTable> tables, List<Unverifiable> uncompared) {}

    /** The lookup tables of all mapped columns. */
    public static List<TableRef> lookups(ReconcilerConfig config) {
        return config.scope().tables().stream()
                .flatMap(table -> table.lookups().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * @throws IllegalStateException with every problem of every table
     */
    public static Mapped resolve(ReconcilerConfig config, SchemaReader source, SchemaReader target) {
        MappingResolver resolver = new MappingResolver(
                config.scope().tables().stream().map(TableConfig::target).collect(Collectors.toSet()),
                target.read(lookups(config)));
        List<MappedTable> tables = new ArrayList<>();
        List<Unverifiable> uncompared = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Map<TableRef, TableSchema> sources = source.read(
                config.scope().tables().stream().map(TableConfig::source).toList());
        Map<TableRef, TableSchema> targets = target.read(
                config.scope().tables().stream().map(TableConfig::target).toList());
        ExcludedColumns excluded = ExcludedColumns.of(config.scope(), sources, targets);
        excluded.problems()
                .forEach(problem -> problems.add(problem.where() + " " + problem.what() + ": " + problem.fix()));
        for (TableConfig table : config.scope().tables()) {
            Optional<TableSchema> here = Optional.ofNullable(sources.get(table.source()));
            Optional<TableSchema> there = Optional.ofNullable(targets.get(table.target()));
            resolver.resolve(TableMappings.of(table, excluded.of(table), there), here, there)
                    .accept(new Resolution.Visitor<Boolean>() {
                        @Override
                        public Boolean resolved(MappedTable unnamed) {
                            MappedTable mapped = unnamed.named(table.id());
                            UncomparedColumns.of(mapped, here.orElseThrow(), there.orElseThrow())
                                    .forEach((column, reason) -> uncompared.add(new Unverifiable(
                                            mapped.id(), Unverifiable.Part.COLUMN, column, reason, -1)));
                            return tables.add(mapped);
                        }

                        @Override
                        public Boolean refused(List<String> refusals) {
                            return problems.addAll(refusals.stream()
                                    .map(problem -> table.source() + ": " + problem)
                                    .toList());
                        }
                    });
        }
        SharedTargets.overlaps(tables)
                .forEach(overlap -> problems.add(overlap.table().source() + ": " + overlap.problem()));
        if (!problems.isEmpty()) {
            throw new IllegalStateException("the mapping can't be used ('reconciler check' lists details):"
                    + System.lineSeparator()
                    + String.join(System.lineSeparator(), problems));
        }
        return new Mapped(TableOrder.of(tables).parentsFirst(), uncompared);
    }
}
