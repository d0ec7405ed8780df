package dev.reconciler.schema;

import java.util.List;
import java.util.Optional;

/** Reads table definitions from a live catalog. */
public interface SchemaReader {
    /** The table as it is now; empty if there is no such table (or no right to see it). */
    Optional<TableSchema> read(TableRef table);

    /** Names of user tables that exist, for suggestions in error messages and for discovery. */
    List<TableRef> tables();
}
