package dev.reconciler.endpoint.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A migration is interrupted after and before each of its statements; the next start must get through. */
public abstract class MySqlSchemaContract {
    private static final int MOST = 80;
    /** The place of the migration's version in Flyway's own INSERT. */
    private static final int VERSION = 2;

    protected abstract void migrate(DataSource database);

    /** A new session for each connection: a pool would keep what a process that died leaves behind. */
    protected abstract DataSource sessions(MySqlFamilyServer server);

    /** The least number of the migrations' own statements. */
    protected abstract int statements();

    /** Flyway's history of these tables. */
    protected abstract String table();

    /** Removes the database. @return what it held after a migration */
    protected final List<Object> empty(Flavor flavor) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        server.execute("", "DROP DATABASE IF EXISTS reconciler");
        migrate(sessions(server));
        List<Object> complete = content(server);
        server.execute("", "DROP DATABASE reconciler");
        return complete;
    }

    private static List<Object> content(MySqlFamilyServer server) {
        List<Object> content = new ArrayList<>();
        for (String query : List.of(
                "SELECT table_name, column_name, ordinal_position, column_type, is_nullable, collation_name, column_default"
                        + " FROM information_schema.columns WHERE table_schema = 'reconciler' ORDER BY 1, 3",
                "SELECT table_name, index_name, seq_in_index, column_name, sub_part, non_unique"
                        + " FROM information_schema.statistics WHERE table_schema = 'reconciler'"
                        // Flyway makes this table in two statements, and leaves it alone where there is one.
                        + " AND table_name NOT LIKE 'schema\\_history%' ORDER BY 1, 2, 3",
                "SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints"
                        + " WHERE table_schema = 'reconciler' ORDER BY 1, 2",
                "SELECT trigger_name, event_manipulation, action_statement FROM information_schema.triggers"
                        + " WHERE trigger_schema = 'reconciler' ORDER BY 1")) {
            content.addAll(server.query("", query));
        }
        return content;
    }

    /** Each attempt dies right after the first statement that no earlier attempt has run. */
    @ParameterizedTest
    @EnumSource
    void startThatDiesAfterAnyStatementCanBeMadeAgain(Flavor flavor) {
        List<Object> complete = empty(flavor);
        assertThat(interrupt(flavor, true)).as("interruptions").isGreaterThan(statements() + 2);
        assertThat(content(MySqlFamilyServer.shared(flavor))).isEqualTo(complete);
    }

    /** Each attempt fails instead of the first statement that no earlier attempt has tried, and records that if it can. */
    @ParameterizedTest
    @EnumSource
    void startWhoseStatementIsRefusedCanBeMadeAgain(Flavor flavor) {
        List<Object> complete = empty(flavor);
        assertThat(interrupt(flavor, false)).as("interruptions").isGreaterThanOrEqualTo(statements());
        assertThat(content(MySqlFamilyServer.shared(flavor))).isEqualTo(complete);
    }

    @ParameterizedTest
    @EnumSource
    void severalProcessesCanStartAtOnce(Flavor flavor) {
        List<Object> complete = empty(flavor);
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(CompletableFuture.runAsync(() -> migrate(sessions(MySqlFamilyServer.shared(flavor)))));
        }
        starts.forEach(CompletableFuture::join);
        assertThat(content(MySqlFamilyServer.shared(flavor))).isEqualTo(complete);
    }

    @ParameterizedTest
    @EnumSource
    void processWaitsWhileAnotherMigrates(Flavor flavor) throws SQLException {
        List<Object> complete = empty(flavor);
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        CompletableFuture<Void> waiting;
        try (Connection other = sessions(server).getConnection()) {
            assertThat(Sql.isTrue(other, "SELECT GET_LOCK(?, 0)", MySqlMigrations.LOCK))
                    .isTrue();
            waiting = CompletableFuture.runAsync(() -> migrate(sessions(server)));
            while (!Sql.exists(other, "SELECT 1 FROM information_schema.processlist WHERE state LIKE 'User lock%'")) {
                assertThat(waiting).as("it does not wait").isNotDone();
            }
            assertThat(Sql.exists(other, "SELECT 1 FROM information_schema.schemata WHERE schema_name = 'reconciler'"))
                    .isFalse();
        }
        waiting.join();
        assertThat(content(server)).isEqualTo(complete);
    }

    /** The list of migrations is complete, and its checksums are Flyway's. */
    @ParameterizedTest
    @EnumSource
    void startWithCompleteTablesDoesNotWaitForAnotherThatMigrates(Flavor flavor) throws SQLException {
        empty(flavor);
        DataSource sessions = sessions(MySqlFamilyServer.shared(flavor));
        migrate(sessions);
        try (Connection other = sessions.getConnection()) {
            assertThat(Sql.isTrue(other, "SELECT GET_LOCK(?, 0)", MySqlMigrations.LOCK))
                    .isTrue();
            assertThat(CompletableFuture.runAsync(() -> migrate(sessions))).succeedsWithin(Duration.ofMinutes(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tablesOfAnEarlierVersionAreMigrated(Flavor flavor) {
        List<Object> complete = empty(flavor);
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        migrate(sessions(server));
        List<Object> history = history(server);
        server.execute("", "DELETE FROM reconciler." + table() + " ORDER BY installed_rank DESC LIMIT 1");
        assertThat(history(server)).hasSize(history.size() - 1);

        migrate(sessions(server));

        assertThat(history(server)).isEqualTo(history);
        assertThat(content(server)).isEqualTo(complete);
    }

    private List<Object> history(MySqlFamilyServer server) {
        return new ArrayList<>(server.query(
                "", "SELECT script, checksum, success FROM reconciler." + table() + " ORDER BY installed_rank"));
    }

    private int interrupt(Flavor flavor, boolean after) {
        DataSource database = sessions(MySqlFamilyServer.shared(flavor));
        Set<String> tried = new HashSet<>();
        int attempts = 0;
        while (!completes(mortal(database, tried, after))) {
            attempts++;
            assertThat(attempts).isLessThan(MOST);
        }
        assertThat(tried).hasSize(attempts).allMatch(statement -> statement.contains("reconciler"));
        return attempts;
    }

    private boolean completes(DataSource mortal) {
        try {
            migrate(mortal);
            return true;
        } catch (RuntimeException e) {
            assertThat(e).hasStackTraceContaining("interrupted by the test");
            return false;
        }
    }

    private static DataSource mortal(DataSource database, Set<String> tried, boolean after) {
        Process process = new Process(tried, after);
        return Proxies.of(DataSource.class, (self, method, arguments) -> {
            Object result = Proxies.invoke(method, database, arguments);
            return result instanceof Connection connection ? process.connection(connection) : result;
        });
    }

    /** A process that runs until one statement, and which ends or fails there. */
    private static final class Process {
        private final Set<String> tried;
        private final boolean dies;
        private final List<Connection> connections = new ArrayList<>();
        private boolean interrupted;
        private boolean dead;

        Process(Set<String> tried, boolean dies) {
            this.tried = tried;
            this.dies = dies;
        }

        Connection connection(Connection connection) {
            connections.add(connection);
            return Proxies.of(Connection.class, (self, method, arguments) -> {
                if (!method.getName().equals("close")) {
                    requireLife();
                }
                String sql = method.getName().startsWith("prepare") ? (String) arguments[0] : "";
                Object result = Proxies.invoke(method, connection, arguments);
                return result instanceof Statement statement
                        ? statement(statement, method.getReturnType(), sql)
                        : result;
            });
        }

        private Object statement(Statement statement, Class<?> type, String prepared) {
            StringBuilder version = new StringBuilder();
            return Proxies.of(type, (self, method, arguments) -> {
                requireLife();
                if (method.getName().equals("setString") && arguments[0].equals(VERSION)) {
                    version.append(arguments[1]);
                }
                boolean runs = method.getName().startsWith("execute");
                String sql = arguments != null && arguments[0] instanceof String text ? text : prepared;
                if (!runs || interrupted || !isChange(sql) || !tried.add(version + sql)) {
                    return Proxies.invoke(method, statement, arguments);
                }
                interrupted = true;
                if (dies) {
                    Proxies.invoke(method, statement, arguments);
                    die();
                }
                throw new SQLException("interrupted by the test");
            });
        }

        /** Flyway tries its own statements again, so that only those of migrations are refused. */
        private boolean isChange(String sql) {
            return sql.contains("IF NOT EXISTS") || dies && sql.matches("(?s)\\s*(CREATE|INSERT).*");
        }

        /** The server sees the end of the sessions, whose locks it frees. */
        private void die() throws SQLException {
            dead = true;
            for (Connection connection : connections) {
                connection.abort(Runnable::run);
            }
        }

        private void requireLife() throws SQLException {
            if (dead) {
                throw new SQLException("interrupted by the test");
            }
        }
    }
}
