package dev.reconciler.correction.backfill;

import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableOrder;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Foreign keys of the target that no order of tables satisfies while rows are filled chunk by chunk: of a table to itself, and of
 * tables to each other. A row whose referenced row is missing is inserted with the reference empty if a column of it can be NULL,
 * else it is left out. Either way its key is noted for settling, when the referenced row is present. A change that the target
 * rejects because of such a foreign key while tables are being filled is skipped in the same way; the applier notes its key.
 *
 * <p>A foreign key with an unmapped column is excluded: the daemon doesn't write that column.
 */
public final class OpenReferences {
    /** The depth of references among a chunk's rows that is inserted directly; deeper rows are settled later. */
    private static final int GENERATIONS = 20;

    static final OpenReferences NONE = new OpenReferences(Map.of());

    private final Map<String, List<Reference>> byTable;

    /**
     * One foreign key whose referenced rows may come later.
     *
     * @param columns indexes of its columns, as the key lists them
     * @param parentColumns indexes of the referenced columns in the same table; empty if it refers to another table
     * @param emptied its columns that may be NULL meanwhile; empty if no column may
     */
    record Reference(ForeignKey key, List<Integer> columns, List<Integer> parentColumns, List<Integer> emptied) {}

    private OpenReferences(Map<String, List<Reference>> byTable) {
        this.byTable = byTable;
    }

    /** Returns the open references of these tables if they are filled one after the other, parents first. */
    public static OpenReferences of(Collection<MappedTable> tables) {
        Map<String, List<Reference>> open = new HashMap<>();
        // Mappings of each table that are not filled yet, or may have postponed rows.
        Map<TableRef, Long> unfilled =
                tables.stream().collect(Collectors.groupingBy(MappedTable::target, Collectors.counting()));
        for (MappedTable table : TableOrder.of(tables).parentsFirst()) {
            List<Reference> references = table.parents().stream()
                    .filter(key -> unfilled.getOrDefault(key.parent(), 1L) > 0)
                    .map(key -> reference(table, key))
                    .filter(Objects::nonNull)
                    .toList();
            if (references.isEmpty()) {
                unfilled.merge(table.target(), -1L, Long::sum);
            } else {
                open.put(table.id(), references);
            }
        }
        return new OpenReferences(open);
    }

    private static @Nullable Reference reference(MappedTable table, ForeignKey key) {
        List<Integer> columns = indexes(table, key.columns());
        if (columns.isEmpty()) {
            return null;
        }
        List<Integer> emptied = columns.stream()
                .filter(i -> table.columns().get(i).target().nullable())
                .filter(i -> i != table.tenant() && !table.key().contains(i))
                .toList();
        List<Integer> parents = key.parent().equals(table.target()) ? indexes(table, key.parentColumns()) : List.of();
        return new Reference(key, columns, parents, emptied);
    }

    /** The indexes of the written columns of these names; empty if one is not written. */
    private static List<Integer> indexes(MappedTable table, List<String> names) {
        List<Integer> indexes = new ArrayList<>();
        for (String name : names) {
            IntStream.range(0, table.columns().size())
                    .filter(i -> table.columns().get(i).isWritten())
                    .filter(i -> table.columns().get(i).target().name().equals(name))
                    .forEach(indexes::add);
        }
        return indexes.size() == names.size() ? indexes : List.of();
    }

    /** Returns whether rows of the table may be postponed because of a reference. */
    public boolean concern(MappedTable table) {
        return byTable.containsKey(table.id());
    }

    /** Names of the table's foreign keys whose referenced rows may come later. */
    public List<String> names(MappedTable table) {
        return of(table).stream().map(reference -> reference.key().name()).toList();
    }

    /**
     * Tables that can't be filled with these keys enforced, each with a foreign key that closes a cycle in which no column may be
     * NULL: no row of such a cycle can be inserted first.
     */
    public static Map<MappedTable, ForeignKey> impossible(Collection<MappedTable> tables) {
        List<MappedTable> rigid =
                tables.stream().map(table -> withParents(table, rigid(table))).toList();
        Map<String, MappedTable> originals = tables.stream().collect(Collectors.toMap(MappedTable::id, table -> table));
        Set<MappedTable> cyclic = TableOrder.of(rigid).cyclic();
        Set<TableRef> names = cyclic.stream().map(MappedTable::target).collect(Collectors.toSet());
        Map<MappedTable, ForeignKey> impossible = new LinkedHashMap<>();
        for (MappedTable table : rigid) {
            table.parents().stream()
                    .filter(key -> cyclic.contains(table) && names.contains(key.parent()))
                    .findFirst()
                    .ifPresent(key -> impossible.put(Objects.requireNonNull(originals.get(table.id())), key));
        }
        return impossible;
    }

    /** Foreign keys to other tables that can't be empty. */
    private static List<ForeignKey> rigid(MappedTable table) {
        return table.parents().stream()
                .filter(key -> !key.parent().equals(table.target()))
                .filter(key -> {
                    Reference reference = reference(table, key);
                    return reference != null && reference.emptied().isEmpty();
                })
                .toList();
    }

    private static MappedTable withParents(MappedTable table, List<ForeignKey> parents) {
        return new MappedTable(
                table.id(), table.source(), table.target(), table.columns(), table.key(), table.tenant(), parents);
    }

    private List<Reference> of(MappedTable table) {
        return byTable.getOrDefault(table.id(), List.of());
    }

    /**
     * The outcome of inserting rows.
     *
     * @param written the number of inserted rows
     * @param left keys of rows that are missing or incomplete in the target, because of a reference
     * @param collisions keys of rows that the target can't hold beside another row
     */
    record Inserted(long written, Set<RowKey> left, Set<RowKey> collisions) {
        static final Inserted NOTHING = new Inserted(0, Set.of(), Set.of());

        private Inserted(RowWriter.Inserted inserted, Set<RowKey> left) {
            this(inserted.written(), left, inserted.collisions());
        }

        /** The outcome of both insertions. */
        Inserted plus(Inserted more) {
            return new Inserted(written + more.written, union(left, more.left), union(collisions, more.collisions));
        }

        private static Set<RowKey> union(Set<RowKey> one, Set<RowKey> other) {
            Set<RowKey> all = new HashSet<>(one);
            all.addAll(other);
            return all;
        }
    }

    /** Inserts rows whose keys are absent. */
    Inserted insertAbsent(RowWriter writer, MappedTable table, TenantScope scope, List<Row> rows) {
        if (!concern(table)) {
            return new Inserted(writer.insertAbsent(table, scope, rows), Set.of());
        }
        RowWriter.Inserted inserted = RowWriter.Inserted.NOTHING;
        List<Row> waiting = rows;
        Map<Row, Set<Integer>> dangling = dangling(writer, table, waiting);
        for (int i = 0; i < GENERATIONS && dangling.size() < waiting.size(); i++) {
            Map<Row, Set<Integer>> without = dangling;
            List<Row> ready =
                    waiting.stream().filter(row -> !without.containsKey(row)).toList();
            inserted = inserted.plus(writer.insertAbsent(table, scope, ready));
            waiting = waiting.stream().filter(without::containsKey).toList();
            dangling = dangling(writer, table, waiting);
        }
        List<Row> emptied = new ArrayList<>();
        dangling.forEach((row, columns) -> {
            if (!columns.contains(RIGID)) {
                emptied.add(without(row, columns));
            }
        });
        inserted = inserted.plus(writer.insertAbsent(table, scope, emptied));
        return new Inserted(inserted, waiting.stream().map(table::keyOf).collect(Collectors.toSet()));
    }

    /**
     * Makes the rows of noted keys equal to the source's: absent rows are inserted, and in tables with open references existing
     * rows are overwritten or deleted.
     *
     * @param keys the keys to settle
     * @param rows the source's rows with these keys, in scope
     * @return the keys that are still not settled, and those that can't be
     */
    Inserted settle(
            TargetTransaction transaction, MappedTable table, TenantScope scope, List<RowKey> keys, List<Row> rows) {
        RowWriter writer = transaction.rows();
        if (!concern(table)) {
            return insertAbsent(writer, table, scope, rows);
        }
        Map<RowKey, Row> there = new LinkedHashMap<>(writer.lock(table, keys));
        there.values().removeIf(row -> !table.isInTargetFilter(row));
        Map<RowKey, Row> wanted = rows.stream().collect(Collectors.toMap(table::keyOf, row -> row));
        List<Row> absent = rows.stream()
                .filter(row -> !there.containsKey(table.keyOf(row)))
                .toList();
        Inserted inserted = insertAbsent(writer, table, scope, absent);
        Set<RowKey> left = new HashSet<>(inserted.left());
        List<Row> stale = rows.stream()
                .filter(row -> there.containsKey(table.keyOf(row)))
                .filter(row -> !row.equals(there.get(table.keyOf(row))))
                .toList();
        Map<Row, Set<Integer>> dangling = dangling(writer, table, stale);
        writer.write(
                table,
                scope,
                stale.stream()
                        .filter(row -> !dangling.containsKey(row))
                        .map(row -> new KeyedWrite.Upsert(table.keyOf(row), row))
                        .toList());
        dangling.keySet().forEach(row -> left.add(table.keyOf(row)));
        there.forEach((key, row) -> {
            if (!wanted.containsKey(key) && table.isInScope(row, scope) && !tryDelete(transaction, table, scope, key)) {
                left.add(key);
            }
        });
        return new Inserted(inserted.written(), left, inserted.collisions());
    }

    /** Deletes a row, unless another row still refers to it, which must be settled first. */
    private static boolean tryDelete(TargetTransaction transaction, MappedTable table, TenantScope scope, RowKey key) {
        try {
            return transaction.attempt(() -> {
                transaction.rows().write(table, scope, List.of(new KeyedWrite.Delete(key)));
                return true;
            });
        } catch (WriteFailedException e) {
            if (!e.isMissingReference()) {
                throw e;
            }
            return false;
        }
    }

    /** Marks a row that can't be inserted with its references empty. */
    private static final Integer RIGID = -1;

    /** Rows that refer to a missing row, each with the columns to be emptied. */
    private Map<Row, Set<Integer>> dangling(RowWriter writer, MappedTable table, List<Row> rows) {
        Map<Row, Set<Integer>> dangling = new LinkedHashMap<>();
        for (Reference reference : of(table)) {
            for (Row row : writer.dangling(table, reference.key(), reference.columns(), rows)) {
                if (!refersToItself(reference, row)) {
                    dangling.computeIfAbsent(row, r -> new TreeSet<>())
                            .addAll(reference.emptied().isEmpty() ? List.of(RIGID) : reference.emptied());
                }
            }
        }
        return dangling;
    }

    private static boolean refersToItself(Reference reference, Row row) {
        return !reference.parentColumns().isEmpty()
                && IntStream.range(0, reference.columns().size())
                        .allMatch(i -> Objects.equals(
                                row.value(reference.columns().get(i)),
                                row.value(reference.parentColumns().get(i))));
    }

    private static Row without(Row row, Set<Integer> columns) {
        List<@Nullable String> values = new ArrayList<>(row.values());
        columns.forEach(i -> values.set(i, null));
        return new Row(values);
    }
}
