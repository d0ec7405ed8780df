package dev.reconciler.app.check;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows which rows belong to the mappings, and reports filter columns that a change event may lack. */
final class FilterChecks {
    private final Findings findings;

    FilterChecks(Findings findings) {
        this.findings = findings;
    }

    void check(List<MappedTable> tables, Map<TableRef, TableSchema> fromCatalog) {
        for (MappedTable table : tables) {
            rows(table);
            TableSchema source = fromCatalog.get(table.source());
            if (source != null && !source.replicaIdentity().full()) {
                partialEvents(table);
            }
        }
    }

    private void rows(MappedTable table) {
        String rows = Stream.of(Side.values())
                .filter(side -> !table.filter(side).isEmpty())
                .map(side -> side.noun() + " rows with " + table.filter(side))
                .collect(Collectors.joining(" and "));
        if (!rows.isEmpty()) {
            findings.note(
                    where(table),
                    "only " + rows + " belong to the mapping; other rows are neither copied, compared nor changed",
                    "no action needed if this is what 'where' and the constants of the key are meant to say");
        }
    }

    private void partialEvents(MappedTable table) {
        String large = table.filter(Side.SOURCE).conditions().stream()
                .map(RowFilter.Condition::column)
                .filter(Column::mayBeOmitted)
                .map(Column::name)
                .collect(Collectors.joining(", "));
        if (!large.isEmpty()) {
            findings.warning(
                    where(table),
                    "rows are filtered by " + large + ", and a change event may lack an unchanged large value of it",
                    "such an event is parked: ALTER TABLE " + table.source()
                            + " REPLICA IDENTITY FULL, or filter by another column");
        }
    }

    private static String where(MappedTable table) {
        return table.source() + " -> " + table.target();
    }
}
