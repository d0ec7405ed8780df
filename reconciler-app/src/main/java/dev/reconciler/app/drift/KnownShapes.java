package dev.reconciler.app.drift;

import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.cdc.capture.ShapeComparison;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.engine.ShapeJournal;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The last known definitions of the source tables. The stream detects a change between two shapes that it shows, but has no
 * predecessor to compare the first one with. This class detects the remaining changes, those made while no daemon streamed or
 * before the table's first event: it compares the catalog with its record at each start and every few seconds. It updates its
 * record after the change is recorded as SCHEMA_DRIFT: a crash between the two reports the change twice, never not at all.
 */
public final class KnownShapes {
    private final List<MappedTable> tables;
    private final SchemaReader source;
    private final ShapeJournal journal;
    private final TableStates states;

    public KnownShapes(List<MappedTable> tables, SchemaReader source, ShapeJournal journal, TableStates states) {
        this.tables = List.copyOf(tables);
        this.source = source;
        this.journal = journal;
        this.states = states;
    }

    /** Pauses tables that changed incompatibly, as the stream would have done, and reports every change. */
    public void compare(ApplyListener listener) {
        Map<String, Map<String, String>> known = journal.shapes();
        Map<TableRef, TableSchema> found =
                source.read(tables.stream().map(MappedTable::source).toList());
        for (MappedTable table : tables) {
            Map<String, String> before = known.get(table.id());
            Optional<Map<String, String>> now =
                    Optional.ofNullable(found.get(table.source())).map(KnownShapes::shape);
            if (before == null) {
                now.ifPresent(shape -> journal.note(table.id(), shape));
            } else {
                now.flatMap(shape -> ShapeComparison.between(table, before, shape, source::type))
                        .ifPresent(change -> tell(change, listener));
            }
        }
    }

    private void tell(SchemaChanged change, ApplyListener listener) {
        if (change.incompatible()) {
            states.pause(change.table(), change.what());
        }
        listener.schemaChanged(change);
    }

    /** Records the table's present definition as known. */
    public void note(String table) {
        tables.stream().filter(mapped -> mapped.id().equals(table)).forEach(this::note);
    }

    private void note(MappedTable table) {
        shape(table).ifPresent(now -> journal.note(table.id(), now));
    }

    private Optional<Map<String, String>> shape(MappedTable table) {
        return source.read(table.source()).map(KnownShapes::shape);
    }

    private static Map<String, String> shape(TableSchema schema) {
        return schema.columns().stream()
                .collect(Collectors.toMap(
                        Column::name, column -> column.type().sqlName(), (one, other) -> one, TreeMap::new));
    }
}
