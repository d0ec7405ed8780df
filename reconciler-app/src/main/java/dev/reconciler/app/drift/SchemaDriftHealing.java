package dev.reconciler.app.drift;

import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TypeFit;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.run.Pipeline;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.verify.coverage.Unverifiable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Heals SCHEMA_DRIFT of tables whose definition fits the mapping: every mapped column is there with a type that the target column
 * takes, and every other column was known, and left out, when the mapping was resolved.
 */
public final class SchemaDriftHealing implements Runnable {
    private static final PageRequest AT_ONCE = new PageRequest(0, 200);

    private final Pipeline pipeline;
    private final SchemaReader source;
    private final Discrepancies discrepancies;
    private final List<Unverifiable> uncompared;

    /** @param uncompared columns that the mapping leaves out of every comparison */
    public SchemaDriftHealing(
            Pipeline pipeline, SchemaReader source, Discrepancies discrepancies, List<Unverifiable> uncompared) {
        this.pipeline = pipeline;
        this.source = source;
        this.discrepancies = discrepancies;
        this.uncompared = List.copyOf(uncompared);
    }

    @Override
    public void run() {
        List<Discrepancy> open = open();
        if (open.isEmpty()) {
            return;
        }
        Checkpoint at = pipeline.target().checkpoint();
        Map<TableRef, TableSchema> schemas =
                source.read(pipeline.tables().stream().map(MappedTable::source).toList());
        Set<String> fitting = pipeline.tables().stream()
                .filter(table -> fits(table, schemas.get(table.source())))
                .map(MappedTable::id)
                .collect(Collectors.toSet());
        List<String> healed = open.stream()
                .filter(drift -> fitting.contains(drift.place().table()))
                .map(Discrepancy::id)
                .toList();
        if (!healed.isEmpty()) {
            Proof proof =
                    new Proof("", "schema", "", at.sequence(), at.position().text());
            discrepancies.heal(healed, proof);
        }
    }

    private List<Discrepancy> open() {
        return discrepancies
                .search(new DiscrepancyQuery(
                        pipeline.name(),
                        Set.of(DiscrepancyState.OPEN, DiscrepancyState.IN_REVIEW),
                        DiscrepancyType.SCHEMA_DRIFT,
                        null,
                        null,
                        null,
                        AT_ONCE))
                .items();
    }

    private boolean fits(MappedTable table, @Nullable TableSchema schema) {
        if (schema == null) {
            return false;
        }
        Map<String, ColumnType> columns =
                schema.columns().stream().collect(Collectors.toMap(Column::name, Column::type));
        Set<String> mapped =
                table.columnsRead(Side.SOURCE).stream().map(Column::name).collect(Collectors.toSet());
        Set<String> leftOut = uncompared.stream()
                .filter(part -> part.table().equals(table.id()))
                .map(Unverifiable::subject)
                .collect(Collectors.toSet());
        return table.imageColumns().stream().allMatch(column -> fits(column, columns))
                && columns.keySet().stream()
                        .allMatch(name -> mapped.contains(name) || leftOut.contains("source " + name));
    }

    private static boolean fits(MappedColumn column, Map<String, ColumnType> columns) {
        return column.sources().stream().allMatch(source -> {
            @Nullable ColumnType now = columns.get(source.name());
            return now != null && TypeFit.holds(column, source, now);
        });
    }
}
