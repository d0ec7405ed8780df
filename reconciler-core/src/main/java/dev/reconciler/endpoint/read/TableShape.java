package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import java.util.Collection;

/** Tells whether tables were truncated, altered, renamed or had partitions exchanged: none of it is MVCC-safe. */
public interface TableShape {
    /**
     * A text that differs after any TRUNCATE, DDL, rename or partition change of the tables, and after a change of the
     * server's identity (failover). Read outside any snapshot: it is what is committed now.
     */
    String shape(Collection<MappedTable> tables);
}
