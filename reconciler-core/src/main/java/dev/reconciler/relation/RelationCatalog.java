package dev.reconciler.relation;

import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.Map;

/** Reads the committed catalogs; a change that an earlier snapshot can contain is always visible to it. */
public interface RelationCatalog {
    /** The facts of the tables by mapping id; every table is in the map. */
    Map<String, RelationFacts> read(Collection<MappedTable> tables);

    /** Returns whether the relation has no storage at all now, so no row can have been missed. */
    boolean isEmpty(long oid);
}
