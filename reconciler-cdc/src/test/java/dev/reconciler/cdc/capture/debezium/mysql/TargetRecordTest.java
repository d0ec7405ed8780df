package dev.reconciler.cdc.capture.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.targetstream.MarkReader;
import dev.reconciler.cdc.targetstream.TargetRecorder;
import dev.reconciler.cdc.targetstream.TargetTables;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.MySqlPositionFormat;
import dev.reconciler.endpoint.mysql.source.MySqlStreamSetup;
import dev.reconciler.endpoint.mysql.write.MySqlStreamMarks;
import dev.reconciler.endpoint.mysql.write.MySqlTargetChanges;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSchema;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSettings;
import dev.reconciler.endpoint.mysql.write.MySqlTargetStore;
import dev.reconciler.endpoint.mysql.write.MySqlTargetStreamJournal;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import dev.reconciler.targetstream.TargetChange;
import dev.reconciler.targetstream.TargetChanges.Due;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlControlDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stream from a MySQL or MariaDB target, with the pipeline's own writers and applications beside each other. */
@Tag("db")
class TargetRecordTest {
    private static final String PIPELINE = "shop";

    @TempDir
    Path spill;

    private final AtomicInteger recorded = new AtomicInteger();
    private BinlogFixture target;
    private MappedTable table;
    private MySqlKind kind;
    private MySqlTargetChanges changes;
    private StreamSetup setup;
    private MySqlTargetStore store;
    private @Nullable BinlogStream stream;

    private void begin(Flavor flavor) {
        MySqlControlDatabase.empty(flavor);
        target = BinlogFixture.of(
                flavor,
                spill,
                "CREATE TABLE t (id int PRIMARY KEY, v varchar(20))",
                "CREATE TABLE other (id int PRIMARY KEY, v varchar(20))",
                "INSERT INTO t VALUES (1, 'a'), (2, 'a'), (3, 'a'), (4, 'a'), (5, 'a')");
        table = target.table("t", null);
        kind = MySqlKind.valueOf(flavor.name());
        MySqlTargetSchema.migrate(target.pool);
        changes = new MySqlTargetChanges(target.pool, kind, PIPELINE);
        setup = new MySqlStreamSetup(
                Side.TARGET, target.pool, new MySqlTargetStreamJournal(target.pool, kind, PIPELINE));
        store = new MySqlTargetStore(
                target.pool,
                PIPELINE,
                MySqlPositionFormat.of(kind),
                new MySqlTargetSettings(Duration.ofMinutes(5), Duration.ofSeconds(60)));
        store.acquireLease("test");
        setup.ensure(StreamSetup.Steps.NONE);
        stream = start();
    }

    /** Streams from the end of the record. */
    private BinlogStream start() {
        TargetRecorder recorder = new TargetRecorder(
                changes,
                List.of(table),
                new MarkReader(MySqlStreamMarks.ALL, PIPELINE),
                1_000,
                this::countRecord,
                position -> {});
        List<MappedTable> tables = new ArrayList<>(TargetTables.asSources(List.of(table)));
        tables.addAll(MySqlStreamMarks.ALL.tables());
        BinlogStreamSettings settings = BinlogStreamSettings.of(new CaptureSettings(
                Side.TARGET,
                target.login(target.server.port(), "disable", null, Duration.ofSeconds(60)),
                new StreamNames("s_" + target.database, ""),
                TenantScope.all(),
                spill));
        BinlogStream started = target.stream(settings, tables.toArray(MappedTable[]::new));
        started.start(changes.known().orElseThrow().through(), new TransactionSink() {
            @Override
            public void accept(SourceTransaction transaction) {
                recorder.record(List.of(transaction));
            }

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError("the stream failed", cause);
            }
        });
        return started;
    }

    /** Asked once per record, before it is committed. */
    private Instant countRecord() {
        recorded.incrementAndGet();
        return Instant.now();
    }

    @AfterEach
    void close() {
        if (stream != null) {
            stream.close();
        }
        target.close();
    }

    /** Returns once everything that was committed before is recorded. */
    private void catchUp() {
        Position here = changes.emit();
        Transactions.patiently()
                .until(() -> changes.known().orElseThrow().through().covers(here));
    }

    /** The recorded changes, each as key and writer, in the order of the log. */
    private List<String> writers() {
        catchUp();
        return changes.due(Instant.now(), 100).stream()
                .sorted((a, b) -> place(a).compareTo(place(b)))
                .map(due -> due.change().key() + (due.own() ? " own" : " foreign"))
                .toList();
    }

    private static BinlogCoordinate place(Due due) {
        return ((BinlogPosition) due.change().position()).log();
    }

    /** Writes the row as the applier does: the checkpoint moves in the same transaction. */
    private void writeOwn(TargetTransaction transaction, Runnable before, int... ids) {
        Checkpoint from = transaction.lockCheckpoint();
        for (int i = 0; i < ids.length; i++) {
            if (i == 1) {
                before.run();
            }
            upsert(transaction, ids[i]);
        }
        transaction.advance(from, new Checkpoint(from.epoch(), from.sequence() + 1, from.position()));
        transaction.commit();
    }

    private void upsert(TargetTransaction transaction, int id) {
        RowKey key = RowKey.of(Integer.toString(id));
        transaction
                .rows()
                .write(
                        table,
                        TenantScope.all(),
                        List.of(new KeyedWrite.Upsert(key, new Row(List.of(Integer.toString(id), "own")))));
    }

    @ParameterizedTest
    @EnumSource
    void writeOfAnApplicationIsRecordedWithItsTransaction(Flavor flavor) {
        begin(flavor);
        long before = lastGtid();
        target.execute("UPDATE t SET v = 'b' WHERE id = 1");
        long after = lastGtid();
        catchUp();

        TargetChange write = changes.due(Instant.now(), 10).get(0).change();
        assertThat(write.key()).isEqualTo(RowKey.of("1"));
        assertThat(number(write.transaction().text())).isBetween(before + 1, after);
        assertThat(write.image().matches(table, new Row(List.of("1", "b")), new Row(List.of("1", "b"))))
                .isTrue();
    }

    /** The number of the last executed transaction. */
    private long lastGtid() {
        return number(target.value(
                kind == MySqlKind.MYSQL ? "SELECT @@GLOBAL.gtid_executed" : "SELECT @@GLOBAL.gtid_binlog_pos"));
    }

    /** The last number of a GTID, or of a set of one server. */
    private static long number(String gtid) {
        return Long.parseLong(gtid.replaceAll("@.*", "").replaceAll(".*[:-]", ""));
    }

    @ParameterizedTest
    @EnumSource
    void ownTransactionsAreToldFromThoseOfApplicationsAndOtherPipelines(Flavor flavor) throws SQLException {
        begin(flavor);
        target.execute("INSERT INTO reconciler.checkpoint VALUES ('other', 1, 1, 'x')");
        try (TargetTransaction transaction = store.begin()) {
            transaction.lockCheckpoint();
            upsert(transaction, 5);
        }
        try (TargetTransaction transaction = store.begin()) {
            assertThatThrownBy(() -> transaction.attempt(() -> {
                        upsert(transaction, 4);
                        throw new IllegalStateException("undone to the savepoint");
                    }))
                    .hasMessageContaining("savepoint");
            writeOwn(transaction, () -> {}, 1);
        }
        target.execute("UPDATE t SET v = 'app' WHERE id = 2");
        transaction(
                "UPDATE t SET v = 'pipeline' WHERE id = 3",
                "UPDATE reconciler.checkpoint SET sequence = 2 WHERE pipeline = 'other'");
        transaction(
                "INSERT INTO reconciler.journal VALUES ('c', 'shop', 'd', 'd.t', 'x', '4', '', 'UPDATE', NULL, NULL, 1,"
                        + " 'auto', '2026-01-01', NULL)",
                "UPDATE t SET v = 'corrected' WHERE id = 4");

        assertThat(writers()).containsExactly("1 own", "2 foreign", "3 foreign", "4 own");
    }

    private void transaction(String... statements) throws SQLException {
        try (Connection connection = target.server.connect(target.database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    /** The application has changed more rows, so the server rolls back the pipeline's transaction, which is then replayed. */
    @ParameterizedTest
    @EnumSource
    void transactionThatLostADeadlockIsRecordedOnceItIsReplayed(Flavor flavor) throws Exception {
        begin(flavor);
        try (Connection application = target.server.connect(target.database);
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            for (int id = 0; id < 200; id++) {
                statement.execute("INSERT INTO other VALUES (" + id + ", 'x')");
            }
            statement.execute("UPDATE t SET v = 'app' WHERE id = 2");
            CountDownLatch wrote = new CountDownLatch(1);
            CompletableFuture<Void> deadlock = CompletableFuture.runAsync(() -> {
                awaitUninterruptibly(wrote);
                run(statement, "UPDATE t SET v = 'app' WHERE id = 1");
            });
            try (TargetTransaction transaction = store.begin()) {
                assertThatThrownBy(() -> writeOwn(
                                transaction,
                                () -> {
                                    wrote.countDown();
                                    awaitLockWait();
                                },
                                1,
                                2))
                        .isInstanceOf(WriteFailedException.class);
            }
            deadlock.join();
            application.commit();
        }
        try (TargetTransaction again = store.begin()) {
            writeOwn(again, () -> {}, 1, 2);
        }

        assertThat(writers()).containsExactlyInAnyOrder("1 foreign", "2 foreign", "1 own", "2 own");
        assertThat(changes.due(Instant.now(), 100))
                .filteredOn(Due::last)
                .as("the replay is the last write of both")
                .allMatch(Due::own)
                .hasSize(2);
    }

    private void awaitLockWait() {
        Transactions.patiently().until(() -> !target.server
                .query("", "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
                .isEmpty());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordDoesNotRecordItself(Flavor flavor) {
        begin(flavor);
        catchUp();
        int before = recorded.get();
        for (int i = 0; i < 3; i++) {
            catchUp();
        }
        target.execute("INSERT INTO other VALUES (1, 'not mapped')");
        target.execute("UPDATE t SET v = 'mapped' WHERE id = 1");
        catchUp();

        assertThat(recorded.get() - before)
                .as("three emissions, a write, and the last emission if it is recorded yet")
                .isBetween(4, 5);
    }

    @ParameterizedTest
    @EnumSource
    void restartedStreamGoesOnWhereTheRecordEnds(Flavor flavor) {
        begin(flavor);
        target.execute("UPDATE t SET v = 'before' WHERE id = 1");
        catchUp();
        Objects.requireNonNull(stream).close();
        Position known = changes.known().orElseThrow().from();
        target.execute("UPDATE t SET v = 'meanwhile' WHERE id = 2");
        setup.requireReadable(changes.known().orElseThrow().through());
        stream = start();
        target.execute("UPDATE t SET v = 'after' WHERE id = 3");

        assertThat(writers()).containsExactly("1 foreign", "2 foreign", "3 foreign");
        assertThat(changes.known().orElseThrow().from()).isEqualTo(known);
    }

    /** The rows of an XA transaction are in the log at its PREPARE, and become visible at its COMMIT. */
    @ParameterizedTest
    @EnumSource
    void recordRestartsAfterTheDecisionOfAnXaTransaction(Flavor flavor) throws SQLException {
        begin(flavor);
        try (Connection connection = target.server.connect(target.database);
                Statement statement = connection.createStatement()) {
            for (String sql :
                    List.of("XA START 'x'", "UPDATE t SET v = 'xa' WHERE id = 1", "XA END 'x'", "XA PREPARE 'x'")) {
                statement.execute(sql);
            }
            catchUp();
            Position prepared = target.position();
            statement.execute("XA COMMIT 'x'");
            catchUp();

            assertThat(changes.known().orElseThrow().from().covers(prepared)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordRestartsAfterAStatementThatTheLogHoldsWithoutItsRows(Flavor flavor) throws SQLException {
        begin(flavor);
        Position before = target.position();
        transaction("SET SESSION binlog_format = 'STATEMENT'", "UPDATE t SET v = 'b' WHERE id = 1");
        catchUp();

        assertThat(changes.known().orElseThrow().from().covers(before)).isTrue();
    }
}
