package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds tables that must not be published, since the application's own UPDATE and DELETE would fail, or changes would be missed.
 *
 * <p>The rule: PostgreSQL rejects an UPDATE or DELETE of a relation that is published and has no replica identity. The server itself says what counts as one ({@code pg_get_replica_identity_index}, or FULL): a deferrable primary key, for example, does not. It is asked of
 * <em>every</em> relation that a table brings along: a partitioned table its partitions of all levels, those of the future
 * included, which is why the root needs a primary key that they get by themselves. A table with children by inheritance is refused
 * as a whole: its rows include theirs, their changes are events of other tables.
 *
 * <p>Asked before the publication is created or changed, and again while the daemon runs: partitions, children and identities
 * change. The SQL works on version 14 and later.
 */
public final class PublicationSafety {
    private static final String SQL = """
        WITH RECURSIVE asked AS (
            SELECT c.oid, n.nspname, c.relname, c.relkind
            FROM unnest(?::text[], ?::text[]) AS a (schema, name)
            JOIN pg_catalog.pg_namespace AS n ON n.nspname = a.schema
            JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = a.name),
        member (root, oid) AS (
            SELECT oid, oid FROM asked
            UNION
            SELECT m.root, i.inhrelid FROM member AS m JOIN pg_catalog.pg_inherits AS i ON i.inhparent = m.oid)
        SELECT a.nspname, a.relname, a.relkind, m.oid = m.root AS is_root, n.nspname, c.relname,
            c.relkind, c.relpersistence, c.relreplident,
            CASE WHEN c.relkind IN ('r', 'p') THEN pg_catalog.pg_get_replica_identity_index(c.oid) IS NOT NULL END AS identified,
            coalesce(p.indimmediate, false) AS has_key, p.indrelid IS NOT NULL AND NOT p.indimmediate AS deferrable
        FROM member AS m
        JOIN asked AS a ON a.oid = m.root
        JOIN pg_catalog.pg_class AS c ON c.oid = m.oid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_index AS p ON p.indrelid = c.oid AND p.indisprimary
        ORDER BY a.nspname, a.relname, is_root DESC, n.nspname, c.relname\
        """;

    /**
     * A table that must not be published.
     *
     * @param table the table that was asked about
     * @param what is wrong, naming the relation if it is another one
     * @param fix the statement that makes it safe
     */
    public record Unsafe(TableRef table, String what, String fix) {
        /** Both problems of one table as one. */
        public Unsafe and(Unsafe other) {
            return new Unsafe(table, what + "; " + other.what, fix + "; " + other.fix);
        }
    }

    private PublicationSafety() {}

    /** At most one problem of each relation; none of tables that don't exist. */
    public static List<Unsafe> problems(Connection connection, Collection<TableRef> tables) throws SQLException {
        List<Unsafe> problems = new ArrayList<>();
        Sql.each(connection, SQL, row -> problem(row, problems), TableRef.schemas(tables), TableRef.names(tables));
        return problems;
    }

    private static void problem(ResultSet row, List<Unsafe> problems) throws SQLException {
        TableRef table = new TableRef(row.getString(1), row.getString(2));
        boolean partitioned = row.getString(3).equals("p");
        boolean root = row.getBoolean(4);
        TableRef relation = new TableRef(row.getString(5), row.getString(6));
        String kind = row.getString(7);
        String who = root ? "it" : "partition " + relation;
        if (!root && !partitioned) {
            problems.add(new Unsafe(
                    table,
                    "it has a child by inheritance, " + relation
                            + ": its rows include the child's, whose changes are events of another table",
                    "map the children instead and leave the parent out, or make it a partitioned table; else ALTER"
                            + " TABLE "
                            + relation + " NO INHERIT " + table));
        } else if (kind.equals("f")) {
            problems.add(new Unsafe(
                    table, who + " is a foreign table, which can't be published", "DETACH it, or leave the table out"));
        } else if (row.getString(8).equals("u")) {
            problems.add(new Unsafe(
                    table,
                    who + " is unlogged: its changes are in no log",
                    "ALTER TABLE " + relation + " SET LOGGED, or leave the table out"));
        } else if (kind.equals("p")) {
            if (root && !row.getBoolean(11)) {
                problems.add(new Unsafe(
                        table,
                        "it is partitioned and has no primary key that partitions get by themselves: once it is"
                                + " published, the application's UPDATE and DELETE of a partition made later would fail",
                        "ALTER TABLE " + table + " ADD PRIMARY KEY (..., the partition key), not deferrable"));
            }
        } else if (!row.getString(9).equals("f") && !row.getBoolean(10)) {
            problems.add(new Unsafe(
                    table,
                    who + " " + withoutIdentity(row.getString(9), row.getBoolean(12))
                            + ": once it is published, the application's UPDATE and DELETE of it fail",
                    "ALTER TABLE " + relation
                            + " REPLICA IDENTITY USING INDEX <a unique index, not deferrable, of columns that are NOT"
                            + " NULL>, or ALTER TABLE " + relation + " REPLICA IDENTITY FULL"));
        }
    }

    private static String withoutIdentity(String identity, boolean deferrable) {
        return switch (identity) {
            case "n" -> "has REPLICA IDENTITY NOTHING";
            case "i" -> "has lost the index of its replica identity";
            default ->
                deferrable
                        ? "has a deferrable primary key, which is no replica identity"
                        : "has neither a primary key nor another replica identity";
        };
    }
}
