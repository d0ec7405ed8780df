package dev.reconciler.endpoint.mysql.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.Proxies;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.Gtids;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.mysql.read.MySqlSourceDatabase;
import dev.reconciler.endpoint.mysql.write.MySqlTargetChanges;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSchema;
import dev.reconciler.endpoint.mysql.write.MySqlTargetStreamJournal;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.targetstream.TargetChanges;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.window.SnapshotAdmission;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream of a source that a test may purge, reset, replace and hold up. */
abstract class StreamSetupOfMySqlFamily {
    private static final Duration EXECUTION = Duration.ofSeconds(1);

    private final Flavor flavor;
    private final MemoryJournal journal = new MemoryJournal();
    private SourceServer source;
    private StreamSetup setup;

    StreamSetupOfMySqlFamily(Flavor flavor) {
        this.flavor = flavor;
    }

    @BeforeEach
    void start() {
        source = new SourceServer(flavor, Map.of());
        setup = new MySqlStreamSetup(Side.SOURCE, source.pool, journal, EXECUTION);
        source.insert(1);
    }

    @AfterEach
    void close() {
        source.close();
    }

    private MappedTable table() {
        MySqlSchemaReader schema = new MySqlSchemaReader("source", source.pool);
        return new Tables(schema, schema).sameName(new TableRef(source.database, "t"), null);
    }

    private BinlogPosition ensure() {
        return (BinlogPosition) setup.ensure(StreamSetup.Steps.NONE);
    }

    // The beginning

    @Test
    void laterStartFindsTheRecordedBeginningAndAReplacementALaterOne() {
        assertThat(setup.isRecorded()).isFalse();
        BinlogPosition start = ensure();
        source.insert(2);

        assertThat(ensure()).isEqualTo(start);
        assertThat(setup.isRecorded()).isTrue();
        assertThat(journal.origin().orElseThrow().server().systemIdentifier()).isEqualTo(start.server());
        setup.requireReadable(start);
        BinlogPosition later = (BinlogPosition) setup.replace(StreamSetup.Steps.NONE);
        assertThat(later.gtids().contains(start.gtids())).isTrue();
        assertThat(start.gtids().contains(later.gtids())).isFalse();
        assertThat(setup.ensure(StreamSetup.Steps.NONE)).isEqualTo(later);
        setup.forget();
        assertThat(setup.isRecorded()).isFalse();
    }

    @Test
    void streamBeginsBeforeATransactionThatIsLoggedAndNotExecuted() {
        CompletableFuture<Void> insert = source.insertThatWaitsForAReplica(2);
        BinlogPosition start = ensure();
        source.replicaAnswers();
        insert.join();
        BinlogPosition end = source.position();

        assertThat(start.covers(end)).isFalse();
        assertThat(start.gtids().contains(end.gtids())).isFalse();
    }

    @Test
    void noTransactionIsLostThatCommitsWhileTheBeginningIsLookedFor() {
        AtomicInteger next = new AtomicInteger(100);
        DataSource busy = beforeEachStatement(() -> {
            source.insert(next.getAndIncrement());
            source.server.execute("", "FLUSH BINARY LOGS");
        });
        BinlogPosition start = (BinlogPosition)
                new MySqlStreamSetup(Side.SOURCE, busy, journal, EXECUTION).ensure(StreamSetup.Steps.NONE);

        assertThat(next).hasValueGreaterThan(102);
        assertThat(start.gtids().contains(gtidsUpTo(start))).isTrue();
    }

    private Gtids gtidsUpTo(BinlogPosition position) {
        if (flavor == Flavor.MARIADB) {
            String at = String.valueOf(source.server
                    .query(
                            "",
                            "SELECT BINLOG_GTID_POS('" + position.log().file() + "', "
                                    + position.log().offset() + ") g")
                    .get(0)
                    .get("g"));
            return source.withGtids(position, at).gtids();
        }
        String previous = String.valueOf(source.server
                .query("", "SHOW BINLOG EVENTS IN '" + position.log().file() + "' LIMIT 2")
                .get(1)
                .get("Info"));
        return source.withGtids(position, previous).gtids();
    }

    private DataSource beforeEachStatement(Runnable hook) {
        return Proxies.of(DataSource.class, (self, method, arguments) -> {
            Connection connection = (Connection) Proxies.invoke(method, source.pool, arguments);
            return Proxies.of(Connection.class, (proxy, call, values) -> {
                if (call.getName().equals("prepareStatement") || call.getName().equals("createStatement")) {
                    hook.run();
                }
                return Proxies.invoke(call, connection, values);
            });
        });
    }

    // Resuming

    @Test
    void streamWhoseTransactionsArePurgedIsRefused() {
        BinlogPosition start = ensure();
        source.insert(2);
        BinlogPosition end = source.position();
        source.purge();

        assertThatThrownBy(() -> setup.requireReadable(start))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("purged")
                .hasMessageContaining("--resync");
        setup.requireReadable(end);
        setup.requireReadable(setup.replace(StreamSetup.Steps.NONE));
    }

    @Test
    void streamOfALogThatWasResetIsRefused() {
        BinlogPosition end = source.position();
        source.reset();
        assertThatThrownBy(() -> setup.requireReadable(end))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("ends at");

        String rows = IntStream.range(2, 1_000).mapToObj(id -> "(" + id + ")").collect(Collectors.joining(","));
        source.server.execute(source.database, "INSERT INTO t VALUES " + rows);
        assertThat(source.position().covers(end)).isTrue();
        assertThatThrownBy(() -> setup.requireReadable(end))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("--resync");
    }

    @Test
    void positionAfterTransactionsThatTheLogLacksIsRefused() {
        BinlogPosition end = source.position();
        String more = flavor == Flavor.MYSQL ? end.server() + ":1-9999" : "0-1-9999";

        setup.requireReadable(end);
        assertThatThrownBy(() -> setup.requireReadable(source.withGtids(end, more)))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("--resync");
    }

    @Test
    void serverThatLacksTransactionsIsRefused() {
        BinlogPosition end = source.position();
        try (SourceServer other = new SourceServer(flavor, Map.of())) {
            for (int id = 1; id < 100; id++) {
                other.insert(id);
            }
            StreamSetup failedOver = new MySqlStreamSetup(Side.SOURCE, other.pool, journal, EXECUTION);

            assertThatThrownBy(() -> failedOver.requireReadable(end))
                    .isInstanceOf(StreamRefusedException.class)
                    .hasMessageContaining(flavor == Flavor.MYSQL ? "lacks transactions" : "another server")
                    .hasMessageContaining("--resync");
        }
    }

    @Test
    void everyTableIsInTheStreamUnlessItsDatabaseIsKeptOutOfTheLog() {
        assertThat(setup.isPublished(List.of(table()))).isTrue();
        setup.requirePublished(List.of(table()));
        assertThat(setup.leftovers()).isEmpty();
        try (SourceServer filtered = new SourceServer(flavor, Map.of("binlog_do_db", "another"))) {
            StreamSetup partial = new MySqlStreamSetup(Side.SOURCE, filtered.pool, journal, EXECUTION);

            assertThat(partial.isPublished(List.of(table()))).isFalse();
            assertThatThrownBy(() -> partial.requirePublished(List.of(table())))
                    .isInstanceOf(StreamRefusedException.class)
                    .hasMessageContaining("binlog_do_db");
        }
    }

    @Test
    void databaseIsLoggedUnlessItIsKeptOut() {
        BinlogCoordinate end = source.position().log();

        assertThat(new BinaryLog.Status(end, "a,b", "").logs("b")).isTrue();
        assertThat(new BinaryLog.Status(end, "a,b", "").logs("c")).isFalse();
        assertThat(new BinaryLog.Status(end, "", "a,b").logs("b")).isFalse();
        assertThat(new BinaryLog.Status(end, "", "a,b").logs("c")).isTrue();
    }

    // The stream from a target

    @Test
    void recordBeginsAtAPlaceAfterWhichTheStreamDeliversEverything() {
        StreamSetup ofTarget = new MySqlStreamSetup(Side.TARGET, source.pool, journal, EXECUTION);
        CompletableFuture<Void> insert = source.insertThatWaitsForAReplica(2);
        BinlogPosition logged = source.position();
        BinlogPosition start = (BinlogPosition) ofTarget.ensure(StreamSetup.Steps.NONE);
        source.replicaAnswers();
        insert.join();

        assertThat(start.gtids().contains(source.position().gtids()))
                .as("a transaction that was not visible is delivered")
                .isFalse();
        assertThat(start.log().compareTo(logged.log()) >= 0)
                .as("a transaction that is not delivered has an earlier place")
                .isEqualTo(flavor == Flavor.MYSQL);
        ofTarget.requireReadable(start);
    }

    @Test
    void streamOfAnotherOrPurgedTargetIsRefusedWithoutAnAdviceOnTheSource() {
        StreamSetup ofTarget = new MySqlStreamSetup(Side.TARGET, source.pool, journal, EXECUTION);
        BinlogPosition start = (BinlogPosition) ofTarget.ensure(StreamSetup.Steps.NONE);
        BinlogPosition elsewhere = new BinlogPosition("another", start.log(), start.gtids());
        assertThatThrownBy(() -> ofTarget.requireReadable(elsewhere))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("the target is another server")
                .message()
                .doesNotContain("--resync");

        source.insert(2);
        source.purge();
        assertThatThrownBy(() -> ofTarget.requireReadable(start))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining("the target has purged")
                .message()
                .doesNotContain("--resync");
        ofTarget.requireReadable(ofTarget.replace(StreamSetup.Steps.NONE));
    }

    /** A write is in the log before it is visible, for as long as it waits for a replica. */
    @Test
    void markIsTakenOnceEveryWriteBeforeItsPlaceIsVisible() {
        MySqlTargetSchema.migrate(source.pool);
        MySqlKind kind = MySqlKind.valueOf(flavor.name());
        TargetChanges changes = new MySqlTargetChanges(source.pool, kind, "p");
        StreamJournal record = new MySqlTargetStreamJournal(source.pool, kind, "p");
        source.server.execute("", "INSERT INTO reconciler.checkpoint VALUES ('p', 1, 7, 'x')");
        new MySqlStreamSetup(Side.TARGET, source.pool, record, EXECUTION).ensure(StreamSetup.Steps.NONE);
        changes.mark(Instant::now);
        CompletableFuture<Void> insert = source.insertThatWaitsForAReplica(2);
        BinlogPosition logged = source.position();

        Instant asked = Instant.now();
        CompletableFuture<Void> mark = CompletableFuture.runAsync(() -> changes.mark(Instant::now));
        source.awaitWaitingForAReplica(2);
        assertThat(changes.markedBy(Instant.now()).orElseThrow().position().covers(logged))
                .as("the write is not visible")
                .isFalse();
        source.replicaAnswers();
        insert.join();
        mark.join();

        TargetChanges.Mark taken = changes.markedBy(Instant.now()).orElseThrow();
        assertThat(taken.position().covers(logged)).isTrue();
        assertThat(taken.sequence()).isEqualTo(7);
        assertThat(taken.at()).isAfter(asked);
    }

    // The first snapshots

    @Test
    void snapshotWaitsForXaTransactionsThatWerePreparedBefore() throws SQLException {
        MySqlSourceDatabase database = new MySqlSourceDatabase(source.pool, Duration.ofSeconds(60));
        SnapshotAdmission admission = setup.admission();
        try (Connection early = source.server.connect(source.database);
                Connection late = source.server.connect(source.database)) {
            prepare(early, "early", 10);
            assertThat(admission.obstacle(database.probe()))
                    .hasValueSatisfying(obstacle -> assertThat(obstacle).contains("X'6561726c79'"));
            prepare(late, "late", 11);
            assertThat(admission.obstacle(database.probe())).isPresent();
            run(early, "XA COMMIT 'early'");

            assertThat(admission.obstacle(database.probe())).isEmpty();
            run(late, "XA ROLLBACK 'late'");
        }
    }

    private static void prepare(Connection connection, String xid, int id) throws SQLException {
        run(connection, "XA START '" + xid + "'");
        run(connection, "INSERT INTO t VALUES (" + id + ")");
        run(connection, "XA END '" + xid + "'");
        run(connection, "XA PREPARE '" + xid + "'");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    SourceServer source() {
        return source;
    }

    StreamSetup setup() {
        return setup;
    }
}
