package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.BlockingSnapshotsContract;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SnapshotEndedException;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots of a database with a pool of two sessions. */
abstract class BlockingSnapshotsOfMySqlFamily extends BlockingSnapshotsContract {
    private final MySqlFamilyServer server;
    private final String database;
    private final HikariDataSource pool;
    private final SourceDatabase source;
    private MappedTable table;

    BlockingSnapshotsOfMySqlFamily(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
        database = server.createDatabase("blocking");
        pool = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 2, Duration.ofSeconds(30));
        source = new MySqlSourceDatabase(pool, Duration.ofSeconds(60));
    }

    @BeforeEach
    void open() {
        server.execute(
                database,
                "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, v int)",
                "INSERT INTO t (v) SELECT 0 FROM information_schema.COLLATIONS AS a, information_schema.COLLATIONS AS b"
                        + " LIMIT 1000");
        MySqlSchemaReader schema = new MySqlSchemaReader("source", pool);
        table = new Tables(schema, schema).sameName(new TableRef(database, "t"), null);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Override
    protected SourceDatabase source() {
        return source;
    }

    @Override
    protected MappedTable table() {
        return table;
    }

    @Override
    protected Connection connect() throws SQLException {
        return server.connect(database);
    }

    @Test
    void readingForWhichAChangeWaitsIsEndedAndItsSessionIsNotUsedAgain() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        SourceSnapshot snapshot = source.openSnapshot();
        try {
            Future<?> reader =
                    threads.submit(() -> snapshot.reader().rows(table, TenantScope.all(), KeyRange.ALL, row -> {
                        reading.countDown();
                        await(changed);
                    }));
            reading.await();

            runWhileSnapshotsEnd("ALTER TABLE t ADD COLUMN more int");
            changed.countDown();

            assertThatThrownBy(reader::get)
                    .cause()
                    .isInstanceOf(SnapshotEndedException.class)
                    .hasMessageContaining("source")
                    .hasMessageContaining(table.id());
        } finally {
            changed.countDown();
            threads.shutdownNow();
        }
        assertThatThrownBy(snapshot::close).isInstanceOf(ReadFailedException.class);
        try (SourceSnapshot one = source.openSnapshot();
                SourceSnapshot other = source.openSnapshot()) {
            digest(one);
            digest(other);
        }
    }

    /** A statement with a character of four bytes is in the list of sessions. */
    @Test
    void statementsWithAnyCharacterAreNoObstacle() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection application = connect();
                Statement statement = application.createStatement();
                SourceSnapshot snapshot = source.openSnapshot()) {
            digest(snapshot);
            Future<?> sleeping = threads.submit(() -> statement.execute("SELECT '\uD83D\uDE00', sleep(60)"));
            Awaitility.await().until(() -> server.query("", "SHOW PROCESSLIST").stream()
                    .anyMatch(session -> String.valueOf(session.get("Info")).contains("sleep(60)")));

            assertThatCode(source::endBlockingSnapshots).doesNotThrowAnyException();

            assertThat(sleeping.isDone()).isFalse();
            statement.cancel();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
