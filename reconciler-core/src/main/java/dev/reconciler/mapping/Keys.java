package dev.reconciler.mapping;

import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UniqueIndex;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The keys of a table: column sets that identify a row. */
final class Keys {
    private Keys() {}

    /** The primary key, else the first unique index over NOT NULL columns; empty if there is neither. */
    static List<String> of(TableSchema table) {
        return all(table).findFirst().orElse(List.of());
    }

    /** Returns whether there is a key of exactly these columns. */
    static boolean has(TableSchema table, Collection<String> columns) {
        Set<String> wanted = new HashSet<>(columns);
        return all(table).anyMatch(key -> wanted.equals(new HashSet<>(key)));
    }

    /** Returns whether no two rows share the values of these columns. */
    static boolean isUnique(TableSchema table, Set<String> columns) {
        return all(table).anyMatch(columns::containsAll);
    }

    private static Stream<List<String>> all(TableSchema table) {
        Stream<List<String>> primary = table.primaryKey().isEmpty() ? Stream.empty() : Stream.of(table.primaryKey());
        return Stream.concat(
                primary,
                table.uniqueIndexes().stream().filter(UniqueIndex::allNotNull).map(UniqueIndex::columns));
    }
}
