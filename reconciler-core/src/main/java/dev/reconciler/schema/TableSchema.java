package dev.reconciler.schema;

import java.util.List;
import java.util.Optional;

/**
 * A live table.
 *
 * @param primaryKey column names in key order; empty if there is none
 * @param userTriggers names of enabled row or statement triggers that users made (none internal)
 */
public record TableSchema(
        TableRef ref,
        List<Column> columns,
        List<String> primaryKey,
        List<UniqueIndex> uniqueIndexes,
        List<ForeignKey> foreignKeys,
        ReplicaIdentity replicaIdentity,
        List<String> userTriggers,
        Storage storage) {
    /** @param estimatedRows the planner's estimate; -1 if never analyzed */
    public record Storage(boolean partitioned, long estimatedRows) {}

    public TableSchema {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        uniqueIndexes = List.copyOf(uniqueIndexes);
        foreignKeys = List.copyOf(foreignKeys);
        userTriggers = List.copyOf(userTriggers);
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }
}
