package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class ResumeTest {
    @TempDir
    Path spill;

    private SourceFixture source;
    private MappedTable table;
    private Lsn from;

    @BeforeEach
    void createSource() {
        source = new SourceFixture(
                PostgresCluster.shared(),
                spill,
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "CREATE TABLE other (id int)");
        table = source.table("t", null);
        from = source.begin(List.of(table));
    }

    @AfterEach
    void stop() {
        source.close();
    }

    /** A begins first and commits last; a start from the connector's own offset at B's end lost A's rows. */
    @Test
    void everyRowArrivesOnceHoweverTransactionsInterleaveAndWhereverTheStreamRestarts() throws SQLException {
        try (Connection a = source.cluster.connect(source.database);
                Connection b = source.cluster.connect(source.database);
                Connection c = source.cluster.connect(source.database)) {
            a.setAutoCommit(false);
            b.setAutoCommit(false);
            c.setAutoCommit(false);
            run(a, "INSERT INTO t VALUES (1, 'a')");
            run(b, "INSERT INTO t VALUES (2, 'b')");
            run(c, "INSERT INTO t VALUES (3, 'c')");
            run(a, "INSERT INTO t VALUES (4, 'a')");
            run(b, "INSERT INTO t VALUES (5, 'b')");
            b.commit();
            run(c, "INSERT INTO t VALUES (6, 'c')");
            run(a, "INSERT INTO t VALUES (7, 'a')");
            c.commit();
            run(a, "INSERT INTO t VALUES (8, 'a')");
            a.commit();
        }
        source.execute("INSERT INTO t VALUES (9, 'd')", "INSERT INTO t VALUES (10, 'e')");
        Lsn end = source.insertPosition();

        List<String> keys = new ArrayList<>();
        Lsn checkpoint = from;
        int starts = 0;
        while (!checkpoint.covers(end) && keys.size() < 10) {
            SourceTransaction next = firstAfter(checkpoint);
            next.changes().forEach(e -> keys.add(((ChangeEvent.Insert) e).key().toString()));
            checkpoint = (Lsn) next.end();
            starts++;
        }
        assertThat(keys).containsExactly("2", "5", "3", "6", "1", "4", "7", "8", "9", "10");
        assertThat(starts).isGreaterThanOrEqualTo(5);
    }

    /** Starts at the checkpoint, takes one transaction, acknowledges it and stops. */
    private SourceTransaction firstAfter(Lsn checkpoint) {
        CollectingSink sink = new CollectingSink();
        try (DebeziumPostgresStream stream = source.stream(List.of(table))) {
            stream.start(checkpoint, sink);
            await().atMost(CollectingSink.PATIENCE).until(() -> !sink.transactions.isEmpty());
            SourceTransaction first = sink.transactions.get(0);
            stream.acknowledge(first.end());
            return first;
        }
    }

    @Test
    void whatWasNotAcknowledgedComesAgain() {
        source.execute("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        CollectingSink first = new CollectingSink();
        CollectingSink second = new CollectingSink();
        DebeziumPostgresStream stream = source.stream(List.of(table));
        stream.start(from, first);
        List<ChangeEvent> events = first.awaitEvents(2);
        stream.close();

        stream.start(from, second);
        assertThat(second.awaitEvents(2)).isEqualTo(events);
        stream.close();
    }

    @Test
    void aSourceBusyWithOtherTablesAdvancesByMarks() {
        CollectingSink sink = new CollectingSink();
        try (DebeziumPostgresStream stream = source.stream(List.of(table))) {
            stream.start(from, sink);
            for (int i = 0; i < 50; i++) {
                source.execute("INSERT INTO other SELECT generate_series(1, 100)");
            }
            Lsn high = source.insertPosition();
            source.mark();
            await().atMost(Duration.ofSeconds(2)).until(() -> sink.last().covers(high));
            stream.acknowledge(sink.last());
            await().atMost(CollectingSink.PATIENCE)
                    .until(() -> source.slot.facts().slot().confirmed().covers(high));
        }
    }

    @Test
    void aBrokenSessionIsReportedAndTheStreamStartsAgain() {
        CollectingSink sink = new CollectingSink();
        DebeziumPostgresStream stream = source.stream(List.of(table));
        stream.start(from, sink);
        source.execute("INSERT INTO t VALUES (1)");
        sink.awaitEvents(1);
        stream.acknowledge(sink.last());

        source.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + source.slot.name() + "'");
        await().atMost(CollectingSink.PATIENCE).until(() -> sink.failure.get() != null);
        stream.close();
        source.execute("INSERT INTO t VALUES (2)");

        CollectingSink again = new CollectingSink();
        stream.start(sink.last(), again);
        assertThat(((ChangeEvent.Insert) again.awaitEvents(1).get(0)).key().toString())
                .isEqualTo("2");
        stream.close();
    }

    @Test
    void closingDoesNotWaitForASinkWithoutRoom() {
        source.execute(
                "INSERT INTO t SELECT g FROM generate_series(1, 30000) g",
                "INSERT INTO t SELECT g FROM generate_series(30001, 60000) g");
        BlockedSink sink = new BlockedSink();
        DebeziumPostgresStream stream = source.stream(List.of(table));
        stream.start(from, sink);
        await().atMost(CollectingSink.PATIENCE).until(() -> sink.blocked);

        long before = System.nanoTime();
        stream.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(spill.toFile().list()).isEmpty();
    }

    private static final class BlockedSink implements dev.reconciler.cdc.capture.TransactionSink {
        volatile boolean blocked;

        @Override
        public void accept(SourceTransaction transaction) throws InterruptedException {
            blocked = transaction.size() > 0;
            if (blocked) {
                new java.util.concurrent.CountDownLatch(1).await();
            }
        }

        @Override
        public void failed(Throwable cause) {}
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
