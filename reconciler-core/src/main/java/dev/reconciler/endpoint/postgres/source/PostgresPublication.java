package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline's publication: the mapped tables, and never one whose updates it would make fail. */
public final class PostgresPublication {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresPublication.class);
    private static final String UNDEFINED_OBJECT = "42704";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int LOCK_MILLIS = 400;
    private static final int LOCK_ATTEMPTS = 75;
    private static final int FIRST_WITH_FILTERS = 15;
    private static final int FIRST_WITH_GENERATED_COLUMNS = 18;

    private static final String OPTIONS =
            "p.pubviaroot AND p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate";

    private final Side side;
    private final DataSource source;
    private final String name;

    public PostgresPublication(DataSource source, String name) {
        this(Side.SOURCE, source, name);
    }

    /** @param side the side that owns the publication; of a target's stream, the target's tables are the mappings' sources */
    public PostgresPublication(Side side, DataSource source, String name) {
        this.side = side;
        this.source = source;
        this.name = name;
    }

    /**
     * Creates the publication, or makes an existing one hold exactly these tables. One that does already is left alone: so it may
     * belong to another role.
     *
     * @throws PublicationRefusedException if a table's replica identity (or that of one of its partitions) lacks the mapping's
     *     key: PostgreSQL would reject the application's UPDATE and DELETE once the table is published. Nothing is changed then
     */
    public void ensure(Collection<MappedTable> tables) {
        run("create or change", connection -> {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            requireUsable(connection, tables, version);
            if (!holds(connection, tables.stream().map(MappedTable::source).toList(), version)) {
                write(connection, tables, version);
            }
            return true;
        });
    }

    private <T> T run(String action, Sql.Work<T> work) {
        try {
            return Sql.with(source, work);
        } catch (SQLException e) {
            throw new ReadFailedException(
                    "could not " + action + " publication " + name + " of the " + side.noun() + ": " + e.getMessage(),
                    e);
        }
    }

    /** Finds the tables that must not be published, or no longer, with the statements that make them safe. */
    public List<PublicationSafety.Unsafe> unsafe(Collection<TableRef> tables) {
        try {
            return Sql.with(source, connection -> PublicationSafety.problems(connection, tables));
        } catch (SQLException e) {
            throw new ReadFailedException(
                    "could not read the replica identities of the " + side.noun() + ": " + e.getMessage(), e);
        }
    }

    /** The statement that ends the publication's effect on these tables. */
    public String release(Collection<TableRef> tables) {
        return "ALTER PUBLICATION " + Identifiers.quote(name) + " DROP TABLE "
                + new TreeSet<>(tables).stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    }

    /** The tables that the publication carries now, partitions under their roots; none if it does not exist. */
    public Set<TableRef> tables() {
        return run("read", this::tables);
    }

    private Set<TableRef> tables(Connection connection) throws SQLException {
        return new HashSet<>(Sql.list(
                connection,
                "SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables WHERE pubname = ?",
                row -> new TableRef(row.getString(1), row.getString(2)),
                name));
    }

    /** Returns whether the publication exists and needs no change to carry exactly these tables. */
    public boolean holds(Collection<TableRef> tables) {
        return run(
                "read",
                connection -> holds(connection, tables, connection.getMetaData().getDatabaseMajorVersion()));
    }

    private boolean holds(Connection connection, Collection<TableRef> tables, int version) throws SQLException {
        String plain = version < FIRST_WITH_FILTERS
                ? "true"
                : "bool_and(r.prqual IS NULL AND r.prattrs IS NULL)"
                        + " AND NOT EXISTS (SELECT FROM pg_publication_namespace AS s WHERE s.pnpubid = p.oid)";
        String generated = version < FIRST_WITH_GENERATED_COLUMNS ? "true" : "p.pubgencols = 's'";
        String sql = """
            SELECT array_agg(n.nspname::text), array_agg(c.relname::text)
            FROM pg_publication AS p
            JOIN pg_publication_rel AS r ON r.prpubid = p.oid
            JOIN pg_class AS c ON c.oid = r.prrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE p.pubname = ? AND NOT p.puballtables AND p.pubviaroot
              AND p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate AND %s
            GROUP BY p.oid HAVING %s\
            """.formatted(generated, plain);
        return Sql.first(connection, sql, PostgresPublication::refs, name)
                .filter(Set.copyOf(tables)::equals)
                .isPresent();
    }

    /** From an array of schemas and one of names. */
    private static Set<TableRef> refs(ResultSet row) throws SQLException {
        List<String> schemas = Sql.texts(row, 1);
        List<String> names = Sql.texts(row, 2);
        Set<TableRef> refs = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            refs.add(new TableRef(schemas.get(i), names.get(i)));
        }
        return refs;
    }

    private void requireUsable(Connection connection, Collection<MappedTable> tables, int version) throws SQLException {
        List<String> problems = new ArrayList<>();
        List<PublicationSafety.Unsafe> found = PublicationSafety.problems(
                connection, tables.stream().map(MappedTable::source).toList());
        found.forEach(unsafe -> problems.add("table " + unsafe.table() + ": " + unsafe.what() + "; on the "
                + side.noun() + ", run " + unsafe.fix()));
        for (MappedTable table : tables) {
            problems.addAll(identityProblems(connection, table));
            if (version < FIRST_WITH_GENERATED_COLUMNS) {
                problems.addAll(generatedColumns(table));
            }
        }
        if (!problems.isEmpty()) {
            Set<TableRef> published = tables(connection);
            List<TableRef> harmful = found.stream()
                    .map(PublicationSafety.Unsafe::table)
                    .filter(published::contains)
                    .toList();
            String standing = harmful.isEmpty()
                    ? ""
                    : "\nPublication " + name
                            + " carries such tables, and the application's statements may be failing: free them with '"
                            + release(harmful) + "' or with 'reconciler cleanup --publication'";
            throw new PublicationRefusedException(String.join("\n", problems) + standing);
        }
    }

    /** Of relations that have a replica identity, which is a matter of each partition: the root's own is never used. */
    private List<String> identityProblems(Connection connection, MappedTable table) throws SQLException {
        List<String> key = table.keyColumns().stream()
                .map(MappedColumn::source)
                .filter(Objects::nonNull)
                .map(column -> column.name())
                .toList();
        return Sql.list(
                connection,
                """
            SELECT c.oid::regclass::text
            FROM pg_class root
            JOIN pg_namespace n ON n.oid = root.relnamespace
            CROSS JOIN LATERAL (SELECT root.oid AS relid WHERE root.relkind <> 'p'
                                UNION ALL
                                SELECT t.relid FROM pg_partition_tree(root.oid) t WHERE root.relkind = 'p' AND t.isleaf) leaf
            JOIN pg_class c ON c.oid = leaf.relid
            WHERE n.nspname = ? AND root.relname = ? AND c.relreplident <> 'f'
              AND NOT ?::text[] <@ (
                    SELECT array_agg(a.attname::text)
                    FROM pg_index i
                    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                    WHERE i.indexrelid = CASE WHEN c.relkind IN ('r', 'p') THEN pg_get_replica_identity_index(c.oid) END)
            ORDER BY 1\
            """,
                row -> identityProblem(row.getString(1), key),
                table.source().schema(),
                table.source().name(),
                key);
    }

    private String identityProblem(String table, List<String> key) {
        return "table " + table + ": its replica identity lacks the mapping's key (" + String.join(", ", key)
                + "), so UPDATE and DELETE would arrive without it. On the " + side.noun()
                + ", run"
                + " ALTER TABLE " + table
                + " REPLICA IDENTITY USING INDEX <unique index on the key, all columns NOT NULL>"
                + " (or DEFAULT with a primary key, or FULL)";
    }

    private static List<String> generatedColumns(MappedTable table) {
        return table.columnsRead(Side.SOURCE).stream()
                .filter(Column::generated)
                .map(column -> "table " + table.source() + ": column " + column.name()
                        + " is generated, and PostgreSQL before 18 doesn't publish such columns: take it out"
                        + " of the mapping")
                .toList();
    }

    /**
     * Locks every table in a mode that no read or write of rows conflicts with, but another DDL does. It gives up well before the server looks
     * for deadlocks (deadlock_timeout, 1 s by default), and begins again without any lock: so the statement that a deadlock ends is never
     * the application's.
     */
    private void write(Connection connection, Collection<MappedTable> tables, int version) throws SQLException {
        // ONLY: else a child by inheritance that was made since the check would be published along. Partitions are part
        // of their root.
        String list = new TreeSet<TableRef>(
                        tables.stream().map(MappedTable::source).toList())
                .stream().map(table -> "ONLY " + Identifiers.quote(table)).collect(Collectors.joining(", "));
        String options = "publish = 'insert, update, delete, truncate', publish_via_partition_root = true"
                + (version < FIRST_WITH_GENERATED_COLUMNS ? "" : ", publish_generated_columns = stored");
        for (int attempt = 1; ; attempt++) {
            connection.setAutoCommit(false);
            try {
                Sql.execute(connection, "SET LOCAL lock_timeout = " + LOCK_MILLIS);
                write(connection, list, options, version);
                connection.commit();
                return;
            } catch (SQLException e) {
                connection.rollback();
                if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    throw e;
                }
                if (attempt == LOCK_ATTEMPTS) {
                    throw new SQLException(
                            e.getMessage()
                                    + ": other sessions kept a table locked; they are in pg_locks, with a mode that"
                                    + " contains Exclusive",
                            e.getSQLState(),
                            e);
                }
                LOG.info("waiting for locks on the tables to publish publication={} attempt={}", name, attempt);
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void write(Connection connection, String list, String options, int version) throws SQLException {
        String publication = Identifiers.quote(name);
        if (exists(connection)) {
            // Options first: a partition may only come in under its root once changes are published through the root.
            if (!hasOptions(connection, version)) {
                Sql.execute(connection, "ALTER PUBLICATION " + publication + " SET (" + options + ")");
            }
            Sql.execute(connection, "ALTER PUBLICATION " + publication + " SET TABLE " + list);
        } else {
            Sql.execute(
                    connection, "CREATE PUBLICATION " + publication + " FOR TABLE " + list + " WITH (" + options + ")");
        }
    }

    /** A publication that is altered counts as interrupted for all its tables, so it is altered only where that changes it. */
    private boolean hasOptions(Connection connection, int version) throws SQLException {
        String sql = "SELECT FROM pg_publication AS p WHERE pubname = ? AND " + OPTIONS
                + (version < FIRST_WITH_GENERATED_COLUMNS ? "" : " AND p.pubgencols = 's'");
        return Sql.exists(connection, sql, name);
    }

    /** Returns whether the server refused because there is no publication of this name, or was none at the time of the change that it decodes. */
    public static boolean isMissing(String name, Throwable failure) {
        return failure instanceof SQLException refused
                && UNDEFINED_OBJECT.equals(refused.getSQLState())
                && String.valueOf(refused.getMessage()).contains("publication \"" + name + "\"");
    }

    public String name() {
        return name;
    }

    public Side side() {
        return side;
    }

    public boolean exists() {
        return run("read", this::exists);
    }

    private boolean exists(Connection connection) throws SQLException {
        return Sql.exists(connection, "SELECT 1 FROM pg_publication WHERE pubname = ?", name);
    }

    /**
     * Ends what publishing does to the application's statements, and leaves an empty publication. A stream goes on from it: a server
     * before version 18 can't decode any change that was made while its slot's publication did not exist.
     */
    public void empty() {
        Set<TableRef> published = tables();
        if (!published.isEmpty()) {
            execute("empty", release(published));
        }
    }

    /** Without effect if there is none. */
    public void drop() {
        execute("drop", "DROP PUBLICATION IF EXISTS " + Identifiers.quote(name));
    }

    private void execute(String action, String sql) {
        run(action, connection -> {
            Sql.execute(connection, sql);
            return true;
        });
    }
}
