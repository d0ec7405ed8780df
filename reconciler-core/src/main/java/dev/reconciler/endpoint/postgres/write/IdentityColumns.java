package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.mapping.MappedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the columns that only an insert may set: {@code GENERATED ALWAYS AS IDENTITY} refuses every UPDATE. */
final class IdentityColumns {
    private final Connection connection;
    private final Map<String, Set<String>> always = new HashMap<>();

    IdentityColumns(Connection connection) {
        this.connection = connection;
    }

    /** The columns that an update may set. */
    List<Integer> settable(MappedTable table, List<Integer> columns) throws SQLException {
        List<Integer> insertOnly = insertOnly(table, columns);
        return columns.stream().filter(i -> !insertOnly.contains(i)).toList();
    }

    /** Returns whether a change of a row's key may set a column that no update sets. */
    boolean inKey(MappedTable table) throws SQLException {
        return !insertOnly(table, table.key()).isEmpty();
    }

    /** The columns that only an insert may set; asks the catalog only about tables with an identity among them. */
    List<Integer> insertOnly(MappedTable table, List<Integer> columns) throws SQLException {
        if (columns.stream().noneMatch(i -> table.columns().get(i).target().identity())) {
            return List.of();
        }
        Set<String> names = always.get(table.id());
        if (names == null) {
            names = read(table);
            always.put(table.id(), names);
        }
        Set<String> insertOnly = names;
        return columns.stream()
                .filter(i -> insertOnly.contains(table.columns().get(i).target().name()))
                .toList();
    }

    private Set<String> read(MappedTable table) throws SQLException {
        return Set.copyOf(Sql.list(
                connection,
                "SELECT attname FROM pg_attribute WHERE attrelid = ?::text::regclass AND attidentity = 'a'",
                row -> row.getString(1),
                Identifiers.quote(table.target())));
    }
}
