package dev.reconciler.cdc.capture;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.Map;

/**
 * Selects the tables that a stream leaves out, because the connector can't decode them and would end the stream of all tables.
 */
public interface TableAdmission {
    /** Admits every table. */
    TableAdmission ALL = new TableAdmission() {
        @Override
        public Map<TableRef, String> refused(Collection<TableRef> tables) {
            return Map.of();
        }

        @Override
        public void leftOut(MappedTable table, String reason) {}
    };

    /** The source tables that the connector can't decode in their present form, each with the reason. */
    Map<TableRef, String> refused(Collection<TableRef> tables);

    /** Called before a stream starts without the table: from then on its changes are not delivered. */
    void leftOut(MappedTable table, String reason);
}
