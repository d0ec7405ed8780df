package dev.reconciler.schema;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads table definitions from a live catalog. */
public interface SchemaReader {
    /** The table as it is now; empty if there is no such table (or no right to see it). */
    default Optional<TableSchema> read(TableRef table) {
        return Optional.ofNullable(read(List.of(table)).get(table));
    }

    /** Those of the tables that exist, as they are now, by few queries for all of them. */
    Map<TableRef, TableSchema> read(Collection<TableRef> tables);

    /**
     * The type of a type name, as this reader or the source's stream spells it ({@code character varying(20)}, {@code
     * varchar(20)}).
     */
    ColumnType type(String name);

    /** Names of user tables that exist, for suggestions in error messages and for discovery. */
    List<TableRef> tables();

    /** The same tables with the planner's estimate of their rows; -1 for one that was never analyzed. */
    Map<TableRef, Long> estimates();
}
