package dev.reconciler.verify.cause;

import java.util.List;

/** Changes of tables' definitions that are on record. */
@FunctionalInterface
public interface SchemaChanges {
    /** Of the table, each as it was recorded, for example {@code column price changed its type from numeric to text}. */
    List<String> of(String table);
}
