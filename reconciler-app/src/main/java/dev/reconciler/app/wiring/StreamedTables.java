package dev.reconciler.app.wiring;

import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Pauses a table that the stream's connector can't take, so that the stream of the others goes on. The changes that the stream
 * leaves out are lost to it: after the pause every row of the table counts as unverified
 * ({@link Application#pausedTables}).
 */
final class StreamedTables implements TableAdmission {
    private static final String STEP = "stream-table";

    private final Application application;
    private final CaptureEngine capture;
    private final SchemaReader source;

    StreamedTables(Application application, CaptureEngine capture) {
        this.capture = capture;
        this.application = application;
        this.source = application.endpoints().source().schema();
    }

    @Override
    public Map<TableRef, String> refused(Collection<TableRef> tables) {
        Map<TableRef, String> refused = new HashMap<>();
        source.read(tables).forEach((table, schema) -> capture.tableObstacle(
                        schema.columns().stream().map(Column::name).toList())
                .ifPresent(obstacle -> refused.put(table, obstacle)));
        return refused;
    }

    @Override
    public void leftOut(MappedTable table, String reason) {
        application.tableStates().pause(table.id(), reason + "; changes of the table are not streamed");
        application
                .problems()
                .raise(
                        ProblemKey.ofTable(STEP, table.id()),
                        reason + ": the stream leaves the table out",
                        "rename or drop one of the columns on the source, then run 'reconciler tables resume' and"
                                + " 'reconciler verify --job checksum' for the table",
                        Effect.PARTIAL);
    }

    /** Pauses again what was resumed too early, and ends the problems of tables that the connector can take. */
    void look() {
        Map<TableRef, String> refused = refused(application.pipeline().tables().stream()
                .map(MappedTable::source)
                .toList());
        for (MappedTable table : application.pipeline().tables()) {
            String reason = refused.get(table.source());
            if (reason == null) {
                application.problems().ended(ProblemKey.ofTable(STEP, table.id()));
            } else {
                leftOut(table, reason);
            }
        }
    }
}
