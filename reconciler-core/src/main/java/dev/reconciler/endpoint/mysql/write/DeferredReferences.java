package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.write.ForeignKeyCatalog.Reference;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Foreign keys that are checked at the end of some writes. The servers can't defer a constraint; a session can only ignore all
 * foreign keys. So the violations that the server would have refused are searched for afterwards:
 *
 * <ol>
 *   <li>a written row that refers to a row which does not exist;
 *   <li>a row that refers to the former values of a written row, if no row has these values now. The former values are therefore
 *       read before each write.
 * </ol>
 *
 * <p>The checks lock the rows that they rely on. They wait for another session that is deleting a parent or inserting a child; a
 * session that comes later waits for this transaction and finds its rows, as that session does check foreign keys.
 *
 * <p>Foreign keys of tables on which the account has no right are not in the catalog that it sees, and are not checked.
 */
final class DeferredReferences {
    /** A foreign key's refusal to write a child; SQLSTATE and code are the servers'. */
    private static final int NO_REFERENCED_ROW = 1452;

    private static final String INTEGRITY_VIOLATION = "23000";

    private final Connection connection;
    private final MySqlKind kind;
    private final StatementLimits limits;
    private final ForeignKeyCatalog catalog;
    private boolean ignored;
    private Written written = Written.nothing(false);

    /**
     * @param deferred true while foreign keys are ignored
     * @param children keys of rows that may refer to a missing row
     * @param former values that rows had in referenced columns
     */
    private record Written(
            boolean deferred, Map<MappedTable, Set<RowKey>> children, Map<Reference, Set<List<String>>> former) {
        static Written nothing(boolean deferred) {
            return new Written(deferred, new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        Written copy() {
            Written copy = nothing(deferred);
            children.forEach((table, keys) -> copy.children.put(table, new LinkedHashSet<>(keys)));
            former.forEach((reference, values) -> copy.former.put(reference, new LinkedHashSet<>(values)));
            return copy;
        }
    }

    DeferredReferences(Connection connection, MySqlKind kind) {
        this.connection = connection;
        this.kind = kind;
        this.limits = new StatementLimits(connection);
        this.catalog = new ForeignKeyCatalog(connection);
    }

    void defer() throws SQLException {
        ignore(true);
        if (!written.deferred()) {
            written = Written.nothing(true);
        }
    }

    private void ignore(boolean ignore) throws SQLException {
        if (ignored != ignore) {
            // Before the statement, which may take effect although its answer is lost.
            ignored = true;
            Sql.execute(connection, "SET SESSION foreign_key_checks = " + (ignore ? 0 : 1));
            ignored = ignore;
        }
    }

    /** To be called before rows are written. */
    void willChange(MappedTable table, Collection<RowKey> keys, boolean keepsKeys) throws SQLException {
        if (!written.deferred()) {
            return;
        }
        List<String> key = table.targetKey().stream()
                .map(i -> table.columns().get(i).target().name())
                .toList();
        for (Reference reference : catalog.to(table.target())) {
            if (!keepsKeys || !key.containsAll(reference.key().parentColumns())) {
                written.former()
                        .computeIfAbsent(reference, r -> new LinkedHashSet<>())
                        .addAll(values(reference, table, List.copyOf(keys)));
            }
        }
    }

    void willWrite(MappedTable table, Collection<RowKey> keys) {
        if (written.deferred()) {
            written.children()
                    .computeIfAbsent(table, t -> new LinkedHashSet<>())
                    .addAll(keys);
        }
    }

    private List<List<String>> values(Reference reference, MappedTable table, List<RowKey> keys) throws SQLException {
        TableSql sql = new TableSql(table, kind);
        String columns = reference.parentValues().stream()
                .map(value -> value.select("t"))
                .collect(Collectors.joining(", "));
        List<List<String>> found = new ArrayList<>();
        for (List<RowKey> some : limits.keys(sql, keys)) {
            String select = "SELECT " + columns + " FROM " + sql.name() + " AS t WHERE " + sql.oneOfKeys(some.size())
                    + " FOR UPDATE";
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                new Parameters(sql).keys(some).bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        List<@Nullable String> row = new ArrayList<>();
                        for (int i = 0; i < reference.parentValues().size(); i++) {
                            row.add(reference.parentValues().get(i).read(rows, i + 1));
                        }
                        if (row.stream().allMatch(Objects::nonNull)) {
                            found.add(List.copyOf(row));
                        }
                    }
                }
            }
        }
        return found;
    }

    /** Checks what was written; from here on each statement is checked again. */
    void check() throws SQLException {
        if (!written.deferred()) {
            return;
        }
        for (Map.Entry<MappedTable, Set<RowKey>> child : written.children().entrySet()) {
            for (Reference reference : catalog.of(child.getKey().target())) {
                requireParents(reference.key(), child.getKey(), List.copyOf(child.getValue()));
            }
        }
        for (Map.Entry<Reference, Set<List<String>>> former : written.former().entrySet()) {
            for (Chunk<List<String>> some : Chunk.of(former.getValue())) {
                requireNoChildren(former.getKey(), some.items());
            }
        }
        restore(Written.nothing(false));
    }

    private void requireParents(ForeignKey key, MappedTable child, List<RowKey> keys) throws SQLException {
        TableSql sql = new TableSql(child, kind);
        for (List<RowKey> some : limits.keys(sql, keys)) {
            require(key, sql.oneOfKeys(some.size()), statement -> new Parameters(sql)
                    .keys(some)
                    .bind(statement));
        }
    }

    private void requireNoChildren(Reference reference, List<List<String>> former) throws SQLException {
        String one = reference.key().columns().stream()
                .map(column -> "c." + MySqlIdentifiers.quote(column) + " = ?")
                .collect(Collectors.joining(" AND ", "(", ")"));
        String any = "(" + String.join(" OR ", Collections.nCopies(former.size(), one)) + ")";
        require(reference.key(), any, statement -> {
            int index = 0;
            for (List<String> values : former) {
                for (int i = 0; i < values.size(); i++) {
                    reference.parentValues().get(i).bind(statement, ++index, values.get(i));
                }
            }
        });
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Requires that no child for which the condition holds refers to a missing row; a NULL refers to none. */
    private void require(ForeignKey key, String condition, Binding binding) throws SQLException {
        String refers = key.columns().stream()
                .map(column -> "c." + MySqlIdentifiers.quote(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        String same = IntStream.range(0, key.columns().size())
                .mapToObj(i -> "p." + MySqlIdentifiers.quote(key.parentColumns().get(i)) + " = c."
                        + MySqlIdentifiers.quote(key.columns().get(i)))
                .collect(Collectors.joining(" AND "));
        String select = "SELECT 1 FROM " + MySqlIdentifiers.quote(key.child()) + " AS c WHERE " + condition + " AND "
                + refers + " AND NOT EXISTS (SELECT 1 FROM " + MySqlIdentifiers.quote(key.parent()) + " AS p WHERE "
                + same + " LOCK IN SHARE MODE) LIMIT 1 LOCK IN SHARE MODE";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            binding.bind(statement);
            try (ResultSet dangling = statement.executeQuery()) {
                if (dangling.next()) {
                    throw new SQLException(
                            "foreign key " + key.name() + " of " + name(key.child()) + " refers to a row of "
                                    + name(key.parent()) + " that does not exist",
                            INTEGRITY_VIOLATION,
                            NO_REFERENCED_ROW);
                }
            }
        }
    }

    private static String name(TableRef table) {
        return table.schema() + "." + table.name();
    }

    /** Remembers the present state for a rollback to a savepoint that is set now. */
    Undo savepoint() {
        Written before = written.copy();
        return () -> restore(before);
    }

    /** Forgets what was written since. */
    interface Undo {
        void restore() throws SQLException;
    }

    private void restore(Written before) throws SQLException {
        ignore(before.deferred());
        written = before;
    }

    /** Lets the session check foreign keys again, or ends it: it goes back to a pool. */
    void close() throws SQLException {
        try {
            ignore(false);
        } catch (SQLException e) {
            connection.abort(Runnable::run);
            throw e;
        }
    }
}
