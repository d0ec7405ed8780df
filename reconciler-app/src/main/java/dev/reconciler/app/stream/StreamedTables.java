package dev.reconciler.app.stream;

import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pauses a table that the stream's connector can't stream, so that the stream of the other tables continues. The stream never
 * delivers the changes that it left out: when the pause ends, every row of the table counts as unverified.
 */
public final class StreamedTables implements TableAdmission {
    private static final String STEP = "stream-table";

    private final List<MappedTable> tables;
    private final SchemaReader source;
    private final CaptureEngine capture;
    private final TableStates states;
    private final Problems problems;

    public StreamedTables(
            List<MappedTable> tables,
            SchemaReader source,
            CaptureEngine capture,
            TableStates states,
            Problems problems) {
        this.tables = List.copyOf(tables);
        this.source = source;
        this.capture = capture;
        this.states = states;
        this.problems = problems;
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
        states.pause(table.id(), reason + "; changes of the table are not streamed");
        problems.raise(
                ProblemKey.ofTable(STEP, table.id()),
                reason + ": the stream leaves the table out",
                "rename or drop one of the columns on the source, then run 'reconciler tables resume' and"
                        + " 'reconciler verify --job checksum' for the table",
                Effect.PARTIAL);
    }

    /** Pauses again the tables that were resumed too early, and ends the problems of tables that the connector can stream. */
    public void look() {
        Map<TableRef, String> refused =
                refused(tables.stream().map(MappedTable::source).toList());
        for (MappedTable table : tables) {
            String reason = refused.get(table.source());
            if (reason == null) {
                problems.ended(ProblemKey.ofTable(STEP, table.id()));
            } else {
                leftOut(table, reason);
            }
        }
    }
}
