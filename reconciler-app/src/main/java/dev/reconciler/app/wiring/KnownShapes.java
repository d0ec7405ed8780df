package dev.reconciler.app.wiring;

import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.capture.ShapeComparison;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.postgres.Side;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.postgres.write.PostgresShapeJournal;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SchemaReader;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The source tables' definitions as the pipeline last knew them. The stream tells a change between two shapes that it shows, and takes
 * the first one for granted; so one that was made while nobody streamed is found here, by comparing the catalog with the
 * record at each start. What is told is noted after it went on record: a crash in between tells it twice, never not at all.
 */
final class KnownShapes {
    private final Application application;
    private final SchemaReader source;
    private final PostgresShapeJournal journal;

    KnownShapes(Application application) {
        this.application = application;
        this.source = new PostgresSchemaReader(Side.SOURCE, application.pools().source());
        this.journal = new PostgresShapeJournal(
                application.pools().target(), application.config().pipeline());
    }

    /** Pauses tables that changed incompatibly, as the stream would have done, and tells every change. */
    void compare(ApplyListener listener) {
        Map<String, Map<String, String>> known = journal.shapes();
        for (MappedTable table : application.pipeline().tables()) {
            Map<String, String> before = known.get(table.id());
            if (before == null) {
                note(table);
            } else {
                change(table, before).ifPresent(change -> tell(change, listener));
            }
        }
    }

    private Optional<SchemaChanged> change(MappedTable table, Map<String, String> before) {
        return shape(table).flatMap(now -> ShapeComparison.between(table, before, now));
    }

    private void tell(SchemaChanged change, ApplyListener listener) {
        if (change.incompatible()) {
            application.tableStates().pause(change.table(), change.what());
        }
        listener.schemaChanged(change);
    }

    /** Takes the table's definition for known, as it is now. */
    void note(String table) {
        application.pipeline().tables().stream()
                .filter(mapped -> mapped.id().equals(table))
                .forEach(this::note);
    }

    private void note(MappedTable table) {
        shape(table).ifPresent(now -> journal.note(table.id(), now));
    }

    private Optional<Map<String, String>> shape(MappedTable table) {
        return source.read(table.source()).map(schema -> schema.columns().stream()
                .collect(Collectors.toMap(
                        Column::name, column -> column.type().sqlName(), (one, other) -> one, TreeMap::new)));
    }
}
