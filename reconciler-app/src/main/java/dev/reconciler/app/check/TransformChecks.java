package dev.reconciler.app.check;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Utc;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reports transforms by which rows that the source accepts may not reach the target. */
final class TransformChecks {
    private final Findings findings;

    TransformChecks(Findings findings) {
        this.findings = findings;
    }

    /** The zones of the local times that the mapping converts. */
    static Set<ZoneId> zones(List<MappedTable> tables) {
        return tables.stream()
                .flatMap(table -> table.columns().stream())
                .flatMap(column -> column.transform() instanceof Utc utc ? Stream.of(utc.zone()) : Stream.empty())
                .collect(Collectors.toSet());
    }

    void check(List<MappedTable> tables, Map<TableRef, TableSchema> fromCatalog, Map<TableRef, TableSchema> toCatalog) {
        for (MappedTable table : tables) {
            TableSchema source = fromCatalog.get(table.source());
            TableSchema target = toCatalog.get(table.target());
            for (MappedColumn column : table.columns()) {
                if (source != null && !source.replicaIdentity().full()) {
                    partialEvents(table, column);
                }
                if (target != null && !column.transform().isInjective()) {
                    uniqueIndexes(table, column, target);
                }
            }
        }
    }

    private void partialEvents(MappedTable table, MappedColumn column) {
        List<String> large = column.sources().stream()
                .filter(Column::mayBeOmitted)
                .map(Column::name)
                .toList();
        if (column.sources().size() > 1 && !large.isEmpty()) {
            findings.warning(
                    where(table),
                    "target column " + column.target().name()
                            + " is made of several columns, and a change event may lack"
                            + " an unchanged large value of " + String.join(", ", large),
                    "such an event is parked: ALTER TABLE " + table.source() + " REPLICA IDENTITY FULL");
        }
    }

    private void uniqueIndexes(MappedTable table, MappedColumn column, TableSchema target) {
        target.uniqueIndexes().stream()
                .filter(index -> index.columns().contains(column.target().name()))
                .forEach(index -> findings.warning(
                        where(table),
                        "the transform of " + column.target().name() + " may make one value of two, and unique index "
                                + index.name() + " of the target holds each once",
                        "the second row is parked or reported: make sure that the source has no such rows, or drop the"
                                + " index"));
    }

    private static String where(MappedTable table) {
        return table.source() + " -> " + table.target();
    }
}
