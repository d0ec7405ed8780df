package dev.reconciler.endpoint.mysql.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A commit is in the log, waits for a replica that does not answer, and the log begins a new file. */
@Tag("db")
class LogRotationsTest {
    private static final int WAITING = 100;

    private final LogRotations rotations = new LogRotations(Duration.ofMillis(100));
    private SourceServer source;
    private Connection connection;
    private CompletableFuture<Void> insert = CompletableFuture.completedFuture(null);

    /** InnoDB hardly ever flushes, so no Binlog_checkpoint event follows a rotation: the event would correct the server's answer. */
    @BeforeEach
    void start() throws SQLException {
        source = new SourceServer(
                Flavor.MARIADB, Map.of("innodb_flush_log_at_trx_commit", "0", "innodb_flush_log_at_timeout", "2700"));
        connection = source.pool.getConnection();
        for (int id = 10; id < 40; id++) {
            source.insert(id);
        }
    }

    private void commitThatBeginsAFileWaits() {
        source.server.execute("", "SET GLOBAL max_binlog_size = 4096");
        insert = source.insertThatWaitsForAReplica(WAITING);
        source.server.execute("", "SET GLOBAL max_binlog_size = 1073741824");
    }

    @AfterEach
    void close() throws SQLException {
        source.replicaAnswers();
        insert.join();
        connection.close();
        source.close();
    }

    private void replicaAnswers() {
        source.replicaAnswers();
        insert.join();
    }

    private interface Reading<T> {
        T read(Connection snapshot) throws SQLException;
    }

    private <T> T inSnapshot(Reading<T> reading) throws SQLException {
        Sql.execute(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
        try {
            return reading.read(connection);
        } finally {
            Sql.execute(connection, "ROLLBACK");
        }
    }

    private static boolean shows(Connection snapshot, int id) throws SQLException {
        return Sql.exists(snapshot, "SELECT 1 FROM t WHERE id = ?", id);
    }

    @Test
    void commitThatWaitsBeforeTheNewFileIsWaitedFor() throws SQLException {
        commitThatBeginsAFileWaits();
        String file = source.position().log().file();
        inSnapshot(snapshot -> {
            assertThat(BinaryLog.of(snapshot).shown().file())
                    .as("the server's answer covers it")
                    .isEqualTo(file);
            assertThat(shows(snapshot, WAITING)).isFalse();
            return true;
        });

        assertThatThrownBy(() -> rotations.settle(connection))
                .hasMessageContaining("the binary log began the file " + file)
                .hasMessageContaining("rpl_semi_sync_master_timeout is 1000000 ms");
    }

    /** Until the next commit, the server answers with an offset of the former file in the new one. */
    @Test
    void placeOfTheFormerFileIsNotTakenForOneOfTheNewFile() throws SQLException {
        String former = source.position().log().file();
        insert = source.insertThatWaitsForAReplica(WAITING);
        CompletableFuture<Void> flush =
                CompletableFuture.runAsync(() -> source.server.execute("", "FLUSH BINARY LOGS"));
        await().until(() ->
                !inSnapshot(snapshot -> BinaryLog.of(snapshot).shown()).file().equals(former));
        replicaAnswers();
        flush.join();
        BinlogCoordinate end = source.position().log();
        BinlogCoordinate answered =
                inSnapshot(snapshot -> BinaryLog.of(snapshot).shown());
        assertThat(answered.compareTo(end)).isPositive();

        BinlogPosition beginning = StreamBeginning.find(connection, new LogRotations());

        BinlogPosition now = source.position();
        assertThat(beginning.log().compareTo(now.log())).isNotPositive();
        assertThat(beginning.gtids()).isEqualTo(now.gtids());
    }

    @Test
    void inexactPlaceIsAtMostTheEndThatTheLogHadBefore() throws SQLException {
        LogRotations.Settled settled =
                new LogRotations.Settled(source.position().log(), false);
        source.insert(101);

        assertThat(inSnapshot(settled::shown)).contains(settled.end());
    }

    /** Two groups of the new file were written, so one of them shows a place of the file, and the log is quiet. */
    @Test
    void placeOfAQuietLogIsNotExact() throws SQLException {
        commitThatBeginsAFileWaits();
        replicaAnswers();
        source.insert(101);
        source.insert(102);

        LogRotations.Settled settled = new LogRotations().settle(connection);

        assertThat(settled).isEqualTo(new LogRotations.Settled(source.position().log(), false));
    }

    @Test
    void placeIsExactOnceThreeGroupsOfTheFileWereWritten() throws SQLException {
        commitThatBeginsAFileWaits();
        replicaAnswers();
        for (int id = 101; id <= 103; id++) {
            source.insert(id);
        }
        LogRotations.Settled settled = rotations.settle(connection);
        assertThat(settled.isExact()).isTrue();

        source.insert(104);
        BinlogCoordinate later = source.position().log();
        assertThat(inSnapshot(settled::shown)).contains(later);
        assertThat(later.compareTo(settled.end())).isPositive();
    }

    /** The first events of the file don't show three groups. */
    @Test
    void placeIsExactOnceThreeGroupsHaveBecomeVisible() throws SQLException {
        commitThatBeginsAFileWaits();
        replicaAnswers();
        source.server.execute(
                source.database,
                "CREATE TABLE wide (v longtext)",
                "INSERT INTO wide SELECT repeat('x', 9000) FROM information_schema.columns LIMIT 400");
        assertThatThrownBy(() -> rotations.settle(connection)).hasMessageContaining("may still wait");
        for (int id = 101; id <= 103; id++) {
            source.insert(id);
        }

        assertThat(rotations.settle(connection).isExact()).isTrue();
    }

    @Test
    void snapshotOfALaterFileHasNoKnownPlace() throws SQLException {
        commitThatBeginsAFileWaits();
        replicaAnswers();
        for (int id = 101; id <= 103; id++) {
            source.insert(id);
        }
        LogRotations.Settled settled = rotations.settle(connection);
        source.server.execute("", "FLUSH BINARY LOGS");

        assertThat(inSnapshot(settled::shown)).isEmpty();
    }

    @Test
    void streamDoesNotBeginBehindACommitThatWaits() throws SQLException {
        commitThatBeginsAFileWaits();
        BinlogPosition start = StreamBeginning.find(connection, rotations);
        BinlogPosition logged = source.position();

        assertThat(start.log().compareTo(logged.log())).isNotPositive();
        replicaAnswers();
        source.insert(101);
        assertThat(start.gtids().contains(source.position().gtids())).isFalse();
    }
}
