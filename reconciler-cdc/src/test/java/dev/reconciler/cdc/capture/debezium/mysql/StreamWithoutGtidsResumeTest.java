package dev.reconciler.cdc.capture.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of a MySQL server that starts with {@code gtid_mode=OFF}: its positions are places in the log. */
@Tag("db")
class StreamWithoutGtidsResumeTest {
    @TempDir
    Path spill;

    private MySqlFamilyServer server;
    private BinlogFixture source;
    private MappedTable table;

    @BeforeEach
    void start() {
        server = MySqlFamilyServer.builder(Flavor.MYSQL)
                .settings(Map.of("gtid_mode", "OFF", "enforce_gtid_consistency", "OFF"))
                .start();
        source = new BinlogFixture(server, spill, "CREATE TABLE t (id int PRIMARY KEY)");
        table = source.table("t", null);
    }

    @AfterEach
    void close() {
        source.pool.close();
        server.close();
    }

    private void switchAlmostOn() {
        source.execute(
                "SET GLOBAL enforce_gtid_consistency = ON",
                "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                "INSERT INTO t VALUES (3)");
    }

    private void switchOn() {
        switchAlmostOn();
        source.execute("SET GLOBAL gtid_mode = ON", "INSERT INTO t VALUES (4)");
    }

    /** The place of the log's end. */
    private BinlogPosition end() {
        BinlogPosition end = source.position();
        return new BinlogPosition(end.server(), end.log(), GtidSet.EMPTY);
    }

    @Test
    void everyRowArrivesOnceWhereverTheStreamRestartsAlsoAfterGtidsAreSwitchedOn() {
        BinlogPosition checkpoint = end();
        source.execute("INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (2)");
        switchAlmostOn();
        List<SourceTransaction> inserts = new ArrayList<>();
        checkpoint = restartUpTo(end(), checkpoint, inserts);
        source.execute("SET GLOBAL gtid_mode = ON", "INSERT INTO t VALUES (4)");
        BinlogPosition end = end();
        checkpoint = restartUpTo(end, checkpoint, inserts);

        List<String> ids = inserts.stream().map(each -> each.id().text()).toList();
        assertThat(ids.get(0)).matches(end.server() + "@binlog\\.[0-9]+:[0-9]+");
        assertThat(ids.get(1)).contains("@").isNotEqualTo(ids.get(0));
        assertThat(ids.subList(2, 4)).containsExactly(end.server() + ":1", end.server() + ":2");
        assertThat(checkpoint).isEqualTo(end);
        assertThat(inserts.stream().map(SourceTransaction::committedAt))
                .isSorted()
                .allSatisfy(at -> assertThat(at).isAfter(Instant.now().minus(Duration.ofMinutes(5))));
    }

    /** Starts the stream again for each transaction; each holds the next number, as far as it changes the table. */
    private BinlogPosition restartUpTo(BinlogPosition end, BinlogPosition from, List<SourceTransaction> inserts) {
        BinlogPosition checkpoint = from;
        while (!checkpoint.covers(end)) {
            SourceTransaction next = firstAfter(checkpoint);
            assertThat(checkpoint.covers(next.end())).isFalse();
            checkpoint = (BinlogPosition) next.end();
            next.changes().forEach(event -> {
                inserts.add(next);
                assertThat(((ChangeEvent.Insert) event).key()).hasToString(String.valueOf(inserts.size()));
            });
        }
        return checkpoint;
    }

    /** The server sends no transaction without a GTID any more, so the stream must be past the last one by then. */
    @Test
    void streamThatIsBehindWhenGtidsAreSwitchedOnIsRefused() {
        BinlogPosition from = end();
        source.execute("INSERT INTO t VALUES (1)");
        switchOn();
        requireRefused(from, () -> {});
    }

    private void requireRefused(BinlogPosition from, Runnable meanwhile) {
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(table)) {
            stream.start(from, read);
            meanwhile.run();
            assertThat(read.awaitFailure())
                    .isInstanceOf(StreamRefusedException.class)
                    .hasMessageContaining("Cannot replicate anonymous transaction")
                    .hasMessageContaining("serve --resync");
        }
    }

    private SourceTransaction firstAfter(BinlogPosition checkpoint) {
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(table)) {
            stream.start(checkpoint, read);
            Transactions.patiently().until(() -> !read.all.isEmpty() || read.failure.get() != null);
            assertThat(read.failure.get()).isNull();
            return read.all.get(0);
        }
    }

    @Test
    void streamThatResumesByGtidsIsRefusedOnceTransactionsHaveNone() {
        switchOn();
        requireRefused(
                source.position(),
                () -> source.execute(
                        "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                        "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                        "INSERT INTO t VALUES (5)"));
    }
}
