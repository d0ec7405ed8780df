package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.schema.Column;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UniqueIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parts of one table's definition, as the catalog's rows come in: one row for each column of an index or a key. */
final class TableParts {
    private static final String PRIMARY = "PRIMARY";

    private final TableRef table;
    private final boolean partitioned;
    private final long estimatedRows;
    private final Set<String> jsonChecks = new LinkedHashSet<>();
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, List<Optional<String>>> uniqueIndexes = new LinkedHashMap<>();
    private final Map<String, ForeignKey> foreignKeys = new LinkedHashMap<>();
    private final List<String> triggers = new ArrayList<>();

    TableParts(TableRef table, boolean partitioned, long estimatedRows) {
        this.table = table;
        this.partitioned = partitioned;
        this.estimatedRows = estimatedRows;
    }

    /** The table has a check that the column's text is JSON. */
    void addJsonCheck(String column) {
        jsonChecks.add(column);
    }

    boolean isCheckedJson(String column) {
        return jsonChecks.contains(column);
    }

    void add(Column column) {
        columns.put(column.name(), column);
    }

    /** @param part the next column of the index; empty for an expression, or the first characters of a column */
    void addUnique(String index, Optional<String> part) {
        uniqueIndexes.computeIfAbsent(index, name -> new ArrayList<>()).add(part);
    }

    void addReference(String name, String column, TableRef parent, String parentColumn) {
        ForeignKey before =
                foreignKeys.getOrDefault(name, new ForeignKey(name, table, List.of(), parent, List.of(), false));
        foreignKeys.put(
                name,
                new ForeignKey(
                        name,
                        table,
                        appended(before.columns(), column),
                        parent,
                        appended(before.parentColumns(), parentColumn),
                        false));
    }

    private static List<String> appended(List<String> list, String last) {
        List<String> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    void addTrigger(String name) {
        triggers.add(name);
    }

    /** @param fullRowImage true if the server logs every column of a changed row; else it logs the primary key */
    TableSchema schema(boolean fullRowImage) {
        List<String> primaryKey = uniqueIndexes.getOrDefault(PRIMARY, List.of()).stream()
                .flatMap(Optional::stream)
                .toList();
        List<UniqueIndex> unique = new ArrayList<>();
        uniqueIndexes.forEach((name, parts) -> {
            if (!name.equals(PRIMARY) && parts.stream().allMatch(Optional::isPresent)) {
                unique.add(uniqueIndex(
                        name, parts.stream().flatMap(Optional::stream).toList()));
            }
        });
        return new TableSchema(
                table,
                List.copyOf(columns.values()),
                primaryKey,
                unique,
                List.copyOf(foreignKeys.values()),
                fullRowImage ? new ReplicaIdentity(true, List.of()) : new ReplicaIdentity(false, primaryKey),
                triggers,
                new TableSchema.Storage(partitioned, estimatedRows));
    }

    private UniqueIndex uniqueIndex(String name, List<String> parts) {
        boolean allNotNull = parts.stream()
                .noneMatch(
                        part -> columns.containsKey(part) && columns.get(part).nullable());
        return new UniqueIndex(name, parts, allNotNull);
    }
}
