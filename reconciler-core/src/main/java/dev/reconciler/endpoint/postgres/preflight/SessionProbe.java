package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Reads the {@link SessionFacts} in new sessions, before any setting is changed. */
final class SessionProbe {
    private static final int ATTEMPTS = 3;
    private static final int ROUNDS = 3;
    private static final int ANSWER_MS = 10_000;
    private static final Executor SAME_THREAD = Runnable::run;

    private final DataSource plain;

    /** @param plain opens a new session each time */
    SessionProbe(DataSource plain) {
        this.plain = plain;
    }

    /**
     * Reads the facts. A time-out of the role may end one session while the server is slow to open the other, so the probe is repeated in
     * new sessions.
     */
    SessionFacts read() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection first = plain.getConnection()) {
                try {
                    return read(first);
                } catch (SQLException e) {
                    if (attempt == ATTEMPTS || !isEnded(e)) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Classes 08, connection exception; 25, a transaction that was idle; 57, ended by the server. */
    private static boolean isEnded(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("25P") || state.startsWith("57");
    }

    private SessionFacts read(Connection first) throws SQLException {
        boolean pooled = isPooled(first);
        return new SessionFacts(
                pooled,
                pooled ? List.of() : overridden(first),
                text(first, "SELECT current_setting('session_replication_role')"),
                limit(first),
                limitedBy(first),
                Integer.parseInt(text(first, """
                    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                        - coalesce(current_setting('reserved_connections', true), '0')::int
                        - (SELECT count(*) FROM pg_stat_activity
                           WHERE backend_type = 'client backend' AND application_name NOT LIKE 'reconciler%')\
                    """)));
    }

    /**
     * Returns whether a pooler hands out sessions of the server by transaction. A pooler gives the session that was used last: so the
     * second client gets the first client's session inside its transaction, or the first client gets another session later. A pooler with one session
     * lets the first client wait, which its timeout ends.
     */
    private boolean isPooled(Connection first) throws SQLException {
        String mine = backend(first);
        try (Connection second = plain.getConnection()) {
            second.setAutoCommit(false);
            first.setNetworkTimeout(SAME_THREAD, ANSWER_MS);
            boolean pooled = areOneSession(first, second, mine);
            first.setNetworkTimeout(SAME_THREAD, 0); // after a failure the session is not used again
            return pooled;
        }
    }

    private static boolean areOneSession(Connection first, Connection second, String mine) throws SQLException {
        for (int round = 0; round < ROUNDS; round++) {
            if (backend(second).equals(mine) || !backend(first).equals(mine)) {
                return true;
            }
            second.rollback();
        }
        return false;
    }

    private static String backend(Connection connection) throws SQLException {
        return text(connection, "SELECT pg_backend_pid()");
    }

    /** Sets what the product's sessions set, compares, and takes it back. */
    private static List<RoleSetting> overridden(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        List<RoleSetting> before = settings(connection, true);
        Sql.execute(connection, SessionSettings.SQL);
        Map<String, String> after = new HashMap<>();
        settings(connection, false).forEach(setting -> after.put(setting.name(), setting.value()));
        connection.rollback();
        connection.setAutoCommit(true);
        return before.stream()
                .filter(setting -> !setting.value().equals(after.get(setting.name())))
                .toList();
    }

    /** @param ofRole only those that the role or the database sets */
    private static List<RoleSetting> settings(Connection connection, boolean ofRole) throws SQLException {
        return Sql.list(
                connection,
                """
            SELECT name, current_setting(name), source FROM pg_settings
            WHERE lower(name) = ANY (?) AND (NOT ? OR source IN ('database', 'user', 'database user'))
            ORDER BY lower(name)\
            """,
                row -> new RoleSetting(row.getString(1), row.getString(2), row.getString(3)),
                SessionSettings.names(),
                ofRole);
    }

    private static final String LIMITS = """
        SELECT %s FROM (
            SELECT rolconnlimit AS most, 'ALTER ROLE ' || quote_ident(rolname) || ' CONNECTION LIMIT ' AS fix
            FROM pg_roles WHERE rolname = session_user AND rolconnlimit >= 0 AND NOT rolsuper
          UNION ALL
            SELECT d.datconnlimit, 'ALTER DATABASE ' || quote_ident(d.datname) || ' CONNECTION LIMIT '
            FROM pg_database AS d, pg_roles AS r
            WHERE d.datname = current_database() AND d.datconnlimit >= 0 AND r.rolname = session_user AND NOT r.rolsuper
        ) AS limits ORDER BY most LIMIT 1\
        """;

    private static OptionalInt limit(Connection connection) throws SQLException {
        String most = text(connection, LIMITS.formatted("most"));
        return most.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(most));
    }

    private static String limitedBy(Connection connection) throws SQLException {
        return text(connection, LIMITS.formatted("fix"));
    }

    /** The first value; empty if there is none. */
    private static String text(Connection connection, String sql) throws SQLException {
        return Sql.first(connection, sql, row -> row.getString(1)).orElse("");
    }
}
