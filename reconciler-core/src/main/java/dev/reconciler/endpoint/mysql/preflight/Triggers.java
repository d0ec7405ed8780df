package dev.reconciler.endpoint.mysql.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Triggers of the target's tables. No session can suppress them, so that a trigger which changes a mapped row would change what the
 * pipeline writes.
 */
final class Triggers {
    private static final Pattern CALL = Pattern.compile("\\bCALL\\b", Pattern.CASE_INSENSITIVE);
    private static final String OF_TABLES = """
            SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, ACTION_STATEMENT
            FROM information_schema.TRIGGERS ORDER BY 1, 2, 3\
            """;

    private Triggers() {}

    /** Reports an error for each trigger that may change a mapped row, and a warning for each that only writes elsewhere. */
    static void check(Connection connection, Collection<TableRef> written, Set<TableRef> existing, CheckReport report)
            throws SQLException {
        Sql.each(connection, OF_TABLES, row -> {
            TableRef table = new TableRef(row.getString(1), row.getString(2));
            if (existing.contains(table)) {
                String name = MySqlIdentifiers.quote(new TableRef(table.schema(), row.getString(3)));
                String body = row.getString(5);
                if (row.getString(4).equals("AFTER") && !mayWrite(body, written)) {
                    report.warning(
                            "target table " + table,
                            "trigger " + name + " runs for each row that the pipeline writes",
                            "DROP TRIGGER " + name + " if it must not: MySQL and MariaDB can't suppress triggers");
                } else {
                    report.error(
                            "target table " + table,
                            "trigger " + name + " can change rows that the pipeline writes",
                            "DROP TRIGGER " + name
                                    + " and create it again after the migration: MySQL and MariaDB can't suppress"
                                    + " triggers");
                }
            }
        });
    }

    /** A procedure may write any table. */
    private static boolean mayWrite(String body, Collection<TableRef> tables) {
        return CALL.matcher(body).find() || tables.stream().anyMatch(table -> isNamed(table.name(), body));
    }

    private static boolean isNamed(String table, String body) {
        String word = "(?<![\\w$])" + Pattern.quote(table) + "(?![\\w$])";
        return Pattern.compile(word, Pattern.CASE_INSENSITIVE).matcher(body).find();
    }
}
