package dev.reconciler.app.wiring;

import dev.reconciler.app.http.PipelineStatus.TableStatus;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.MappedTable;
import java.util.List;
import java.util.Map;

/** Table states for people. */
final class TableStatuses {
    private TableStatuses() {}

    /** @param states by table id; a table that is not in it is pending */
    static List<TableStatus> of(List<MappedTable> tables, Map<String, TableState> states) {
        return tables.stream()
                .map(table -> status(table, states.getOrDefault(table.id(), new TableState.Pending())))
                .toList();
    }

    private static TableStatus status(MappedTable table, TableState state) {
        String source = table.source().toString();
        if (state instanceof TableState.Filling filling) {
            return new TableStatus(table.id(), source, TableStatus.State.FILLING, "filled up to key " + filling.upTo());
        }
        if (state instanceof TableState.Paused paused) {
            return new TableStatus(table.id(), source, TableStatus.State.PAUSED, paused.reason());
        }
        return new TableStatus(
                table.id(),
                source,
                state instanceof TableState.Live ? TableStatus.State.LIVE : TableStatus.State.PENDING,
                "");
    }
}
