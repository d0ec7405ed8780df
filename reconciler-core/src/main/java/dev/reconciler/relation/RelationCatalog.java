package dev.reconciler.relation;

import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.Map;

/** Reads what is committed now; a change that a snapshot taken earlier can contain is always visible to it. */
public interface RelationCatalog {
    /** By the mapping's table id; every table is in the map. */
    Map<String, RelationFacts> read(Collection<MappedTable> tables);

    /** Whether the relation has no storage at all now, hence no row that anybody could have missed. */
    boolean isEmpty(long oid);
}
