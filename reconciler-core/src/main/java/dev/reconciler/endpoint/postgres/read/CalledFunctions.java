package dev.reconciler.endpoint.postgres.read;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The functions that a user's query may not call: whatever can act on anything but the rows that the query is given, or reads
 * rows by itself. A read-only transaction does not prevent this: a function may wait, lock, drop a replication slot, read a file, or
 * run SQL text that names any table.
 *
 * <p>Allowed are the server's own functions that are not volatile, except those that read tables by name, and functions of
 * extensions and of users that are immutable, or stable and not written in a procedural language. Functions are judged by name: one of a
 * user that has the name of a function of the server is judged as the server's. Functions behind operators and casts are not seen;
 * only who may create these can put something there.
 */
final class CalledFunctions {
    private static final String REFUSED = """
        SELECT DISTINCT p.proname,
            CASE WHEN p.provolatile = 'v' THEN 'it is volatile: its result does not depend on the rows alone, or it has effects'
                WHEN n.nspname = 'pg_catalog' THEN 'it reads tables by name'
                ELSE 'it is written in ' || l.lanname || ', so that it may read any table' END
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
        WHERE p.proname = ANY (?::text[])
            AND CASE WHEN n.nspname = 'pg_catalog'
                THEN p.provolatile = 'v' OR p.proname ~ '^(query|table|cursor|schema|database)_to_xml'
                ELSE NOT (l.lanname IN ('internal', 'c') AND p.provolatile IN ('i', 's')
                        OR l.lanname = 'sql' AND p.provolatile = 'i' AND NOT p.prosecdef)
                    AND NOT EXISTS (
                        SELECT FROM pg_catalog.pg_proc AS own JOIN pg_catalog.pg_namespace AS b ON b.oid = own.pronamespace
                        WHERE own.proname = p.proname AND b.nspname = 'pg_catalog') END
        ORDER BY 1\
        """;

    private CalledFunctions() {}

    /** One problem with its fix for each name that is refused. */
    static List<String> problems(Session session, Collection<String> called) {
        List<String> problems = new ArrayList<>();
        if (called.isEmpty()) {
            return problems;
        }
        session.each(
                "the functions of a rule's query",
                REFUSED,
                row -> problems.add("the query calls function " + row.getString(1) + ", but " + row.getString(2)
                        + ": leave it out"),
                called);
        return problems;
    }
}
