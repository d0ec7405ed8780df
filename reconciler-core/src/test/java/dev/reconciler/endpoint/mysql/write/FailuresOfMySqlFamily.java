package dev.reconciler.endpoint.mysql.write;

import static dev.reconciler.contract.TargetFixture.ALL;
import static dev.reconciler.contract.TargetFixture.upsert;
import static dev.reconciler.endpoint.write.WriteFailedException.Kind.DATA;
import static dev.reconciler.endpoint.write.WriteFailedException.Kind.FORBIDDEN;
import static dev.reconciler.endpoint.write.WriteFailedException.Kind.RETRY;
import static dev.reconciler.endpoint.write.WriteFailedException.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteFailedException.Kind;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The meaning of refusals, each by a statement that the server refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FailuresOfMySqlFamily {
    private final Flavor flavor;
    private final MySqlTarget target;

    FailuresOfMySqlFamily(Flavor flavor) {
        this.flavor = flavor;
        this.target = new MySqlTarget(
                flavor,
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES parent (id))",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (1, 1)",
                "CREATE TABLE moved (id int PRIMARY KEY)",
                "CREATE TABLE follows (p int UNIQUE, FOREIGN KEY (p) REFERENCES moved (id) ON UPDATE CASCADE)",
                "INSERT INTO moved VALUES (1)",
                "SET foreign_key_checks = 0",
                "INSERT INTO follows VALUES (1), (2)",
                """
                CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, nn int NOT NULL DEFAULT 0, s varchar(3), n tinyint, d date,
                  ts timestamp NULL, e enum('a'), l varchar(9) CHARACTER SET latin1, c int CHECK (c < 9), g int AS (id + 1),
                  de decimal(4,2), b blob)""",
                "INSERT INTO t (id, u) VALUES (1, 1), (2, 2)");
    }

    @AfterAll
    void close() {
        target.close();
    }

    private Connection connect() throws SQLException {
        Connection connection = target.pool.getConnection();
        connection.setCatalog(target.database);
        return connection;
    }

    private void require(SQLException failure, Kind kind, Violation violation) {
        WriteFailedException failed = MySqlFailures.writeFailed("writing", failure);
        assertThat(failed.kind()).as(failed.toString()).isEqualTo(kind);
        assertThat(failed.violation()).as(failed.toString()).isEqualTo(violation);
        assertThat(failed).hasMessage("target: writing: " + failure.getMessage());
        assertThat(failed.code()).isEqualTo(failure.getErrorCode() == 0 ? "" : "" + failure.getErrorCode());
    }

    /** @param statements separated by a semicolon; the last one fails */
    private static SQLException refusal(Connection connection, String statements) throws SQLException {
        List<String> all = List.of(statements.split("; "));
        try (Statement statement = connection.createStatement()) {
            for (String sql : all.subList(0, all.size() - 1)) {
                statement.execute(sql);
            }
            SQLException failure =
                    catchThrowableOfType(SQLException.class, () -> statement.execute(all.get(all.size() - 1)));
            assertThat((Throwable) failure).as(statements).isNotNull();
            return failure;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DATA | FOREIGN_KEY | INSERT INTO child VALUES (2, 9)",
                "DATA | FOREIGN_KEY | DELETE FROM parent",
                "DATA | FOREIGN_KEY | UPDATE parent SET id = 7",
                "DATA | UNIQUE | INSERT INTO t (id) VALUES (1)",
                "DATA | UNIQUE | UPDATE t SET u = 1 WHERE id = 2",
                "DATA | UNIQUE | UPDATE moved SET id = 2",
                "DATA | UNIQUE | UPDATE t SET n = (SELECT 1 UNION SELECT 2)",
                "DATA | NOT_NULL | UPDATE t SET nn = NULL",
                "DATA | NOT_NULL | INSERT INTO t (id, nn) VALUES (9, NULL)",
                "DATA | NOT_NULL | INSERT INTO t (u) VALUES (9)",
                "DATA | CHECK | UPDATE t SET c = 9",
                "DATA | TOO_LONG | UPDATE t SET s = 'abcd'",
                "DATA | TOO_LONG | UPDATE t SET b = REPEAT('x', 70000)",
                "DATA | OUT_OF_RANGE | UPDATE t SET n = 128",
                "DATA | OUT_OF_RANGE | UPDATE t SET de = 100",
                "DATA | OUT_OF_RANGE | UPDATE t SET d = '2024-13-01'",
                "DATA | OUT_OF_RANGE | UPDATE t SET ts = '2040-01-01 00:00:00'",
                "DATA | OUT_OF_RANGE | UPDATE t SET n = 9223372036854775807 + id",
                "DATA | INVALID | UPDATE t SET n = 'one'",
                "DATA | INVALID | UPDATE t SET l = 'Ж'",
                "DATA | INVALID | UPDATE t SET e = 'z'",
                "DATA | OTHER | UPDATE t SET g = 1",
                "DATA | OTHER | UPDATE t SET absent = 1",
                "DATA | OTHER | UPDATE absent SET n = 1",
                "DATA | OTHER | UPDATE nowhere.t SET n = 1",
                "DATA | OTHER | UPDATE t SETT n = 1",
                "DATA | OTHER | INSERT INTO t (id) VALUES (3, 4)",
                "DATA | OTHER | SIGNAL SQLSTATE '45000'",
                "RETRY | TRANSIENT | KILL QUERY CONNECTION_ID()",
                "UNAVAILABLE | OTHER | START TRANSACTION READ ONLY; UPDATE t SET n = 1"
            })
    void refusalOfTheServerIsClassified(Kind kind, Violation violation, String statements) throws SQLException {
        try (Connection connection = connect()) {
            require(refusal(connection, statements), kind, violation);
        }
    }

    @Test
    void statementThatRunsTooLongIsTransient() throws SQLException {
        String endless =
                "information_schema.COLUMNS AS a, information_schema.COLUMNS AS b, information_schema.COLUMNS AS c";
        try (Connection connection = connect()) {
            require(
                    refusal(
                            connection,
                            flavor == Flavor.MYSQL
                                    ? "SELECT /*+ MAX_EXECUTION_TIME(1) */ COUNT(*) FROM " + endless
                                    : "SET STATEMENT max_statement_time = 0.001 FOR SELECT COUNT(*) FROM " + endless),
                    RETRY,
                    Violation.TRANSIENT);
        }
    }

    @Test
    void lostSessionIsUnavailableAndItsTransactionLost() throws SQLException {
        try (Connection connection = target.server.connect(target.database)) {
            refusal(connection, "KILL CONNECTION_ID()");
            require(refusal(connection, "SELECT 1"), UNAVAILABLE, Violation.TRANSACTION_LOST);
        }
        require(new SQLException("without a state"), UNAVAILABLE, Violation.TRANSACTION_LOST);
    }

    @Test
    void missingPrivilegeIsForbidden() throws SQLException {
        String user = "u" + System.nanoTime();
        target.execute(
                "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'secret'",
                "GRANT SELECT, UPDATE (id) ON " + target.database + ".t TO '" + user + "'@'%'");
        try (Connection connection = target.server.connect(target.database, user, "secret")) {
            for (String sql : List.of(
                    "INSERT INTO t (id) VALUES (9)",
                    "UPDATE t SET n = 1",
                    "SET GLOBAL max_connections = 9",
                    "CREATE DATABASE other_" + user)) {
                require(refusal(connection, sql), FORBIDDEN, Violation.OTHER);
            }
        } finally {
            target.execute("DROP USER '" + user + "'@'%'");
        }
        SQLException login = catchThrowableOfType(
                SQLException.class,
                () -> target.server.connect(target.database, user, "wrong").close());
        require(login, UNAVAILABLE, Violation.OTHER);
    }

    @Test
    void lockThatAnotherSessionHoldsIsTransient() throws SQLException {
        MappedTable table = Mappings.of(target, "t", "id*", "u");
        try (Connection other = connect();
                var transaction = target.store(Duration.ofSeconds(30), Duration.ofSeconds(1))
                        .begin()) {
            other.setAutoCommit(false);
            lock(other, "SELECT id FROM t WHERE id = 1 FOR UPDATE");

            WriteFailedException timeout = catchThrowableOfType(
                    WriteFailedException.class,
                    () -> transaction.rows().write(table, ALL, List.of(upsert(table, "1", "1"))));

            assertThat(timeout.kind()).isEqualTo(RETRY);
            assertThat(timeout.violation()).isEqualTo(Violation.TRANSIENT);
            assertThat(timeout.code()).isEqualTo("1205");
            try (Connection third = connect()) {
                require(refusal(third, "SELECT id FROM t WHERE id = 1 FOR UPDATE NOWAIT"), RETRY, Violation.TRANSIENT);
            }
            other.rollback();
        }
    }

    private static void lock(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The server rolls back the transaction that changed fewer rows. */
    @Test
    void deadlockLosesTheTransaction() throws Exception {
        target.execute(
                "CREATE TABLE many (id int PRIMARY KEY, n int)",
                "INSERT INTO many VALUES "
                        + IntStream.range(0, 50).mapToObj(i -> "(" + i + ", 0)").collect(Collectors.joining(", ")));
        MappedTable table = Mappings.of(target, "many", "id*", "n");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection other = connect();
                var transaction = target.store().begin()) {
            other.setAutoCommit(false);
            lock(other, "UPDATE many SET n = 1 WHERE id > 0");
            transaction.rows().lock(table, List.of(RowKey.of("0")));
            Future<?> writer =
                    thread.submit(() -> transaction.rows().write(table, ALL, List.of(upsert(table, "1", "2"))));
            await().until(() -> !target.rows(
                            "SELECT 1 FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'")
                    .isEmpty());
            lock(other, "UPDATE many SET n = 1 WHERE id = 0");

            Throwable failure = catchThrowableOfType(ExecutionException.class, () -> writer.get(60, TimeUnit.SECONDS))
                    .getCause();

            assertThat(failure).isInstanceOfSatisfying(WriteFailedException.class, e -> {
                assertThat(e.kind()).isEqualTo(RETRY);
                assertThat(e.violation()).isEqualTo(Violation.TRANSACTION_LOST);
            });
            other.rollback();
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void serverWithOtherSettingsIsUnderstood() throws SQLException {
        try (MySqlFamilyServer server = MySqlFamilyServer.builder(flavor)
                        .settings(Map.of("innodb_rollback_on_timeout", "ON", "max_allowed_packet", "1M"))
                        .start();
                HikariDataSource pool = MySqlPools.open(
                        server.jdbcUrl(""), server.user(), server.password(), "test", 3, Duration.ofSeconds(30))) {
            String database = server.createDatabase("settings");
            server.execute(
                    database,
                    "CREATE TABLE t (id int PRIMARY KEY, b longblob, s longtext)",
                    "CREATE USER limited IDENTIFIED BY 'secret'",
                    "GRANT INSERT ON " + database + ".* TO limited");
            MappedTable table = Mappings.of(pool, database, "t", "id*", "b", "s");
            lockTimeoutLosesTheTransaction(pool, table);
            rowsAreDistributedOverPackets(pool, table);
            server.execute("", "SET GLOBAL read_only = 1");
            try (Connection limited = server.connect(database, "limited", "secret")) {
                require(refusal(limited, "INSERT INTO t (id) VALUES (1)"), UNAVAILABLE, Violation.OTHER);
            }
        }
    }

    private void lockTimeoutLosesTheTransaction(HikariDataSource pool, MappedTable table) throws SQLException {
        try (Connection other = pool.getConnection();
                Connection connection = pool.getConnection()) {
            MySqlRowWriter rows = new MySqlRowWriter(connection, MySqlKind.of(connection));
            rows.insertAbsent(table, ALL, List.of(MySqlTarget.row("1", null, null)));
            other.setAutoCommit(false);
            new MySqlRowWriter(other, MySqlKind.of(other)).lock(table, List.of(RowKey.of("1")));
            connection.setAutoCommit(false);
            lock(connection, "SET innodb_lock_wait_timeout = 1");

            WriteFailedException timeout =
                    catchThrowableOfType(WriteFailedException.class, () -> rows.lock(table, List.of(RowKey.of("1"))));

            assertThat(timeout.kind()).isEqualTo(RETRY);
            assertThat(timeout.violation()).isEqualTo(Violation.TRANSACTION_LOST);
            other.rollback();
            connection.rollback();
        }
    }

    private static void rowsAreDistributedOverPackets(HikariDataSource pool, MappedTable table) throws SQLException {
        String bytes = "\\x" + "27".repeat(60_000); // each is an apostrophe, which is escaped
        String text = "\u20ac".repeat(60_000);
        List<Row> many = IntStream.range(0, 30)
                .mapToObj(i -> MySqlTarget.row(Integer.toString(i), bytes, text))
                .toList();
        try (Connection connection = pool.getConnection()) {
            MySqlRowWriter rows = new MySqlRowWriter(connection, MySqlKind.of(connection));
            assertThat(rows.insertAbsent(table, ALL, many).written()).isEqualTo(29);
            WriteFailedException refused = catchThrowableOfType(
                    WriteFailedException.class,
                    () -> rows.write(table, ALL, List.of(upsert(table, "99", null, "x".repeat(1_100_000)))));
            assertThat(refused.kind()).isEqualTo(DATA);
            assertThat(refused.violation()).isEqualTo(Violation.TOO_LONG);
            assertThat(refused).hasMessageContaining("max_allowed_packet");
            assertThat(rows.lock(table, List.of(RowKey.of("29"), RowKey.of("99"))))
                    .containsOnly(Map.entry(RowKey.of("29"), MySqlTarget.row("29", bytes, text)));
        }
    }
}
