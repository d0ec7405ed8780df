package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import java.util.Collection;

/** Detects that tables were truncated, altered or renamed, or had partitions exchanged: such changes are not MVCC-safe. */
public interface TableShape {
    /**
     * A text that differs after any TRUNCATE, DDL, rename or partition change of the tables and, in the target, of their lookup tables,
     * and after a change of the server's identity (failover). It is read outside any snapshot, from the latest committed state.
     */
    String shape(Collection<MappedTable> tables);
}
