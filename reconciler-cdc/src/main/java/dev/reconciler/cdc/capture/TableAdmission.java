package dev.reconciler.cdc.capture;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.Map;

/** Which tables a stream leaves out, because the connector can't take them and would end the stream of all. */
public interface TableAdmission {
    /** Takes every table. */
    TableAdmission ALL = new TableAdmission() {
        @Override
        public Map<TableRef, String> refused(Collection<TableRef> tables) {
            return Map.of();
        }

        @Override
        public void leftOut(MappedTable table, String reason) {}
    };

    /** Those of the source tables that the connector can't take as they are now, each with the reason. */
    Map<TableRef, String> refused(Collection<TableRef> tables);

    /** Told before a stream starts without the table: from now on its changes are not delivered. */
    void leftOut(MappedTable table, String reason);
}
