package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A snapshot keeps its time, its limits and its only session. */
@Tag("db")
class MySqlSnapshotTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A database with a table of 100 rows, and a pool of one session. */
    private static final class Lab implements AutoCloseable {
        private final MySqlFamilyServer server;
        private final String database;
        private final HikariDataSource pool;
        private final MappedTable table;

        Lab(Flavor flavor) {
            server = MySqlFamilyServer.shared(flavor);
            database = server.createDatabase("snapshot");
            StringBuilder rows = new StringBuilder("(1, 'old')");
            for (int i = 2; i <= 100; i++) {
                rows.append(", (").append(i).append(", 'old')");
            }
            server.execute(
                    database, "CREATE TABLE t (id int PRIMARY KEY, v varchar(10))", "INSERT INTO t VALUES " + rows);
            pool = MySqlPools.open(
                    server.jdbcUrl(database), server.user(), server.password(), "test", 1, Duration.ofSeconds(30));
            MySqlSchemaReader schema = new MySqlSchemaReader("source", pool);
            table = new Tables(schema, schema).sameName(new TableRef(database, "t"), null);
        }

        MySqlSnapshot open(Duration limit) {
            return MySqlSnapshot.open(Side.SOURCE, pool, limit);
        }

        Map<TenantId, Long> counts(ChunkReader reader) {
            return reader.counts(table, TenantScope.all(), KeyRange.ALL);
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void snapshotShowsTheStateOfItsOpeningWhileWritesGoOn(Flavor flavor) {
        try (Lab lab = new Lab(flavor);
                MySqlSnapshot snapshot = lab.open(LIMIT)) {
            lab.server.execute(
                    lab.database,
                    "UPDATE t SET v = 'new' WHERE id < 50",
                    "DELETE FROM t WHERE id > 90",
                    "INSERT INTO t VALUES (1000, 'new')");

            assertThat(lab.counts(snapshot.reader())).containsEntry(TenantId.NONE, 100L);
            List<RowKey> keys = List.of(RowKey.of("1"), RowKey.of("95"), RowKey.of("1000"));
            assertThat(snapshot.reader().rowsByKey(lab.table, keys).values())
                    .extracting(row -> row.value(1))
                    .containsExactly("old", "old");
        }
    }

    @ParameterizedTest
    @EnumSource
    void snapshotLendsItsSessionToOneReaderAtATime(Flavor flavor) {
        try (Lab lab = new Lab(flavor);
                MySqlSnapshot snapshot = lab.open(LIMIT)) {
            try (ChunkReader reader = snapshot.openReader()) {
                assertThat(lab.counts(reader)).containsEntry(TenantId.NONE, 100L);
                assertThatThrownBy(snapshot::openReader).isInstanceOf(IllegalStateException.class);
            }
            try (ChunkReader next = snapshot.openReader()) {
                assertThat(lab.counts(next)).containsEntry(TenantId.NONE, 100L);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void snapshotCannotWriteAndLeavesItsSessionAsItWas(Flavor flavor) throws SQLException {
        try (Lab lab = new Lab(flavor)) {
            String before = settings(lab);
            try (MySqlSnapshot snapshot = lab.open(LIMIT)) {
                assertThatThrownBy(() -> snapshot.session().execute("a write", "DELETE FROM t"))
                        .hasMessageContaining("READ ONLY transaction");
            }
            assertThat(settings(lab)).isEqualTo(before);
            try (Connection connection = lab.pool.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate("DELETE FROM t WHERE id = 1"))
                        .isOne();
            }
            assertThat(lab.server.query(lab.database, "SELECT id FROM t")).hasSize(99);
        }
    }

    private static String settings(Lab lab) {
        StringBuilder settings = new StringBuilder();
        try (MySqlSession session = MySqlSession.open("source", lab.pool)) {
            session.each(
                    "the session's settings",
                    "SHOW SESSION VARIABLES WHERE Variable_name NOT IN ('timestamp', 'rand_seed1', 'rand_seed2',"
                            + " 'last_insert_id', 'identity', 'insert_id', 'pseudo_thread_id', 'statement_id')",
                    List.of(),
                    row -> settings.append(row.getString(1))
                            .append('=')
                            .append(row.getString(2))
                            .append('\n'));
        }
        return settings.toString();
    }

    @ParameterizedTest
    @EnumSource
    void serverEndsASnapshotThatItsHolderForgot(Flavor flavor) {
        try (Lab lab = new Lab(flavor)) {
            MySqlSnapshot snapshot = lab.open(Duration.ofMillis(100));

            Awaitility.await().untilAsserted(() -> assertThat(lab.server.query(
                            "", "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '" + lab.database + "'"))
                    .isEmpty());
            assertThatThrownBy(() -> lab.counts(snapshot.reader()))
                    .isInstanceOf(ReadFailedException.class)
                    .hasMessageContaining("source")
                    .hasMessageContaining(lab.table.id());
            assertThatThrownBy(snapshot::close).isInstanceOf(ReadFailedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverEndsAStatementThatTakesTooLong(Flavor flavor) {
        try (Lab lab = new Lab(flavor);
                MySqlSnapshot snapshot = lab.open(Duration.ofMillis(500))) {
            String slow =
                    "SELECT a.id FROM t AS a, t AS b, t AS c, t AS d, t AS e WHERE a.id + b.id + c.id + d.id + e.id < 0";

            assertThatThrownBy(() -> snapshot.session().each("a slow query", slow, List.of(), row -> {}))
                    .isInstanceOf(ReadFailedException.class)
                    .hasMessageContaining("execution");
        }
    }

    /** On MariaDB the change waits until the snapshot ends, and the application's statements wait behind it. */
    @ParameterizedTest
    @EnumSource(names = "MYSQL")
    void changeOfATableWaitsForAReadingAndVoidsTheNext(Flavor flavor) {
        try (Lab lab = new Lab(flavor);
                MySqlSnapshot snapshot = lab.open(LIMIT)) {
            lab.counts(snapshot.reader());

            lab.server.execute(
                    lab.database, "SET lock_wait_timeout = 5", "ALTER TABLE t ADD COLUMN more int, ALGORITHM=COPY");

            assertThatThrownBy(() -> lab.counts(snapshot.reader()))
                    .isInstanceOf(ReadFailedException.class)
                    .hasMessageContaining("Table definition has changed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void readingGivesUpWaitingForAChangeOfTheTable(Flavor flavor) throws SQLException {
        try (Lab lab = new Lab(flavor);
                Connection application = lab.server.connect(lab.database);
                Statement statement = application.createStatement();
                MySqlSnapshot snapshot = lab.open(Duration.ofSeconds(1))) {
            statement.execute("LOCK TABLES t WRITE");

            assertThatThrownBy(() -> lab.counts(snapshot.reader())).isInstanceOf(ReadFailedException.class);
        }
    }
}
