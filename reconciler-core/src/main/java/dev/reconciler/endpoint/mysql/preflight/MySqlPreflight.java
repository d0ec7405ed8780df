package dev.reconciler.endpoint.mysql.preflight;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.CountedRows;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.read.ReadFailedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;

/** A connection that a check asks; only reads. */
final class MySqlPreflight implements AutoCloseable {
    private static final String APPLICATION = "reconciler check";
    private static final int ROUNDS = 3;

    private final HikariDataSource database;
    private final MySqlServerFacts server;
    private final Grants grants;
    private final boolean direct;

    private MySqlPreflight(HikariDataSource database, MySqlServerFacts server, Grants grants, boolean direct) {
        this.database = database;
        this.server = server;
        this.grants = grants;
        this.direct = direct;
    }

    static MySqlPreflight connect(DatabaseLogin login) throws ConnectionRefusedException {
        HikariDataSource database = pool(login);
        try (Connection connection = MySqlPools.connect(login);
                Connection second = MySqlPools.connect(login)) {
            return new MySqlPreflight(database, facts(connection), Grants.of(connection), isDirect(connection, second));
        } catch (SQLException e) {
            database.close();
            throw new ConnectionRefusedException(String.valueOf(e.getMessage()), MySqlConnectionAdvice.fix(e), e);
        }
    }

    private static HikariDataSource pool(DatabaseLogin login) throws ConnectionRefusedException {
        try {
            return MySqlPools.open(login, APPLICATION, 2);
        } catch (ReadFailedException e) {
            throw new ConnectionRefusedException(
                    String.valueOf(e.getMessage()),
                    "let ssl.rootCertificate name a PEM file with the certificate of the server's authority",
                    e);
        }
    }

    MySqlServerFacts server() {
        return server;
    }

    Grants grants() {
        return grants;
    }

    /** Returns whether each connection keeps its session: a proxy that multiplexes lets two of them share one. */
    boolean isDirect() {
        return direct;
    }

    DataSource dataSource() {
        return database;
    }

    <T> T read(String what, Sql.Work<T> work) {
        try {
            return Sql.with(database, work);
        } catch (SQLException e) {
            throw new ReadFailedException("could not read " + what + ": " + e.getMessage(), e);
        }
    }

    /** Runs a query of one number, which the server ends after the limit. */
    CountedRows count(String sql, Duration limit) {
        String setting = server.kind() == MySqlKind.MARIADB ? "max_statement_time" : "max_execution_time";
        String value = server.kind() == MySqlKind.MARIADB
                ? String.format(Locale.ROOT, "%.3f", limit.toMillis() / 1000.0)
                : Long.toString(limit.toMillis());
        try {
            return CountedRows.of(Sql.with(database, connection -> {
                Sql.execute(connection, "SET SESSION " + setting + " = " + value);
                try {
                    return Sql.number(connection, sql);
                } finally {
                    Sql.execute(connection, "SET SESSION " + setting + " = 0");
                }
            }));
        } catch (SQLException e) {
            return CountedRows.not(e);
        }
    }

    private static boolean isDirect(Connection first, Connection second) throws SQLException {
        long mine = session(first);
        for (int round = 0; round < ROUNDS; round++) {
            if (session(second) == mine || session(first) != mine) {
                return false;
            }
        }
        return true;
    }

    private static long session(Connection connection) throws SQLException {
        return Sql.number(connection, "SELECT CONNECTION_ID()");
    }

    private static MySqlServerFacts facts(Connection connection) throws SQLException {
        MySqlKind kind = MySqlKind.of(connection);
        boolean isMySql = kind == MySqlKind.MYSQL;
        String readOnly = isMySql
                ? "SELECT @@global.super_read_only OR @@innodb_read_only OR @@global.read_only"
                : "SELECT @@global.read_only OR @@innodb_read_only";
        // A MySQL account sees other accounts' sessions only with PROCESS; the counter needs no privilege.
        long connected = Sql.one(connection, "SHOW GLOBAL STATUS LIKE 'Threads_connected'", row -> row.getLong(2));
        return new MySqlServerFacts(
                kind,
                Sql.one(connection, "SELECT VERSION()", row -> row.getString(1)),
                kind.identityOf(connection),
                Sql.isTrue(connection, readOnly),
                (int) (Sql.number(connection, "SELECT @@max_connections") - connected + 2),
                (int) Sql.number(connection, "SELECT @@max_user_connections"),
                Sql.number(connection, "SELECT @@max_allowed_packet"));
    }

    @Override
    public void close() {
        database.close();
    }
}
