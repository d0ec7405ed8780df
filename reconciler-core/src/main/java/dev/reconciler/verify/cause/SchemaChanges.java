package dev.reconciler.verify.cause;

import java.util.List;

/** Recorded changes of tables' definitions. */
@FunctionalInterface
public interface SchemaChanges {
    /** The table's changes as recorded, for example {@code column price changed its type from numeric to text}. */
    List<String> of(String table);
}
