package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import java.util.List;

/** The foreign keys that act on a deletion. */
@FunctionalInterface
public interface CascadingReferences {
    /** Names of the foreign keys by which deleting a row of the target's table would delete or change rows of another table. */
    List<String> to(MappedTable table);
}
