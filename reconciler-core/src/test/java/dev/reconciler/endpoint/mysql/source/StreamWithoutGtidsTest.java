package dev.reconciler.endpoint.mysql.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.mysql.position.AnonymousTransaction;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.read.MySqlSourceDatabase;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.mysql.Flavor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A MySQL source with {@code gtid_mode=OFF}, which a test may purge, reset and hold up. */
@Tag("db")
class StreamWithoutGtidsTest {
    private static final Map<String, String> OFF = Map.of("gtid_mode", "OFF", "enforce_gtid_consistency", "OFF");

    private SourceServer source;
    private StreamSetup setup;
    private MySqlSourceDatabase database;

    @BeforeEach
    void start() {
        source = new SourceServer(Flavor.MYSQL, OFF);
        setup = setup(source);
        database = new MySqlSourceDatabase(source.pool, Duration.ofMinutes(1));
        source.insert(1);
    }

    @AfterEach
    void close() {
        source.close();
    }

    private static StreamSetup setup(SourceServer of) {
        return new MySqlStreamSetup(Side.SOURCE, of.pool, new MemoryJournal());
    }

    private BinlogPosition beginning() {
        return (BinlogPosition) setup.replace(StreamSetup.Steps.NONE);
    }

    /** The transaction that ends at the log's present end. */
    private TransactionId last() {
        BinlogPosition end = source.position();
        return new AnonymousTransaction(end.server(), end.log(), "").id();
    }

    private static BinlogPosition at(BinlogPosition position, BinlogCoordinate log) {
        return new BinlogPosition(position.server(), log, GtidSet.EMPTY);
    }

    @Test
    void streamBeginsAtTheEndOfALogWhoseTransactionsAreVisible() {
        assertThat(beginning()).isEqualTo(source.position());
        assertThat(beginning().text()).endsWith(" -");
        setup.requireReadable(beginning());
    }

    @Test
    void streamBeginsBeforeATransactionThatIsLoggedAndNotVisible() {
        BinlogPosition before = source.position();
        CompletableFuture<Void> insert = source.insertThatWaitsForAReplica(2);
        BinlogPosition start = beginning();
        source.replicaAnswers();
        insert.join();

        assertThat(before.covers(start)).isTrue();
        assertThat(start.log()).isEqualTo(new BinlogCoordinate(before.log().file(), BinaryLog.FILE_START));
    }

    @Test
    void contentLacksATransactionUntilItIsVisibleAndKeepsTheEarlierOnes() {
        TransactionId visible = last();
        assertThat(database.probe().contains(visible)).isTrue();

        CompletableFuture<Void> insert = source.insertThatWaitsForAReplica(2);
        TransactionId waiting = last();
        SnapshotContent meanwhile = database.probe();
        assertThat(meanwhile.contains(waiting)).isFalse();
        assertThat(meanwhile.contains(visible)).isTrue();
        assertThat(new MySqlSourceDatabase(source.pool, Duration.ofMinutes(1))
                        .probe()
                        .contains(visible))
                .as("a first look has the start of the file only")
                .isFalse();

        source.replicaAnswers();
        insert.join();
        assertThat(database.probe().contains(waiting)).isTrue();
        assertThat(meanwhile.contains(waiting)).isFalse();
    }

    @Test
    void contentIsProvenOnceEveryTransactionHasAGtid() {
        assertThat(database.unproven())
                .hasValueSatisfying(why -> assertThat(why).contains("gtid_mode=OFF"));
        assertThat(database.probe().isProven()).isFalse();
        TransactionId anonymous = last();
        source.server.execute(
                "",
                "SET GLOBAL enforce_gtid_consistency = ON",
                "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                "SET GLOBAL gtid_mode = ON_PERMISSIVE");
        assertThat(database.probe().isProven()).isFalse();

        source.server.execute("", "SET GLOBAL gtid_mode = ON");
        source.insert(2);
        assertThat(database.unproven()).isEmpty();
        assertThat(database.probe().isProven()).isTrue();
        assertThat(database.probe().contains(anonymous)).isTrue();
        assertThat(database.probe().contains(new TransactionId(source.position().server() + ":1")))
                .isTrue();
        assertThat(beginning().gtids().isEmpty()).isFalse();
    }

    /** In between, transactions of both kinds may wait in one group. */
    @Test
    void streamBeginsBeforeATransactionWithAGtidThatIsNotVisible() {
        source.server.execute(
                "",
                "SET GLOBAL enforce_gtid_consistency = ON",
                "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                "SET GLOBAL gtid_mode = ON_PERMISSIVE");
        BinlogPosition before = source.position();
        CompletableFuture<Void> insert = source.insertThatWaitsForAReplica(2);
        BinlogPosition start = beginning();
        source.replicaAnswers();
        insert.join();

        assertThat(start.gtids().isEmpty()).isTrue();
        assertThat(before.covers(start)).isTrue();
    }

    @Test
    void streamWhoseFileIsPurgedOrResetOrShorterIsRefused() {
        BinlogPosition start = beginning();
        BinlogPosition beyond =
                at(start, new BinlogCoordinate(start.log().file(), start.log().offset() + 1));
        refused(() -> setup.requireReadable(beyond), "ends at");
        source.server.execute("", "FLUSH BINARY LOGS");
        setup.requireReadable(start);
        BinlogPosition rotated =
                at(start, new BinlogCoordinate(start.log().file(), start.log().offset() + 10_000));
        refused(() -> setup.requireReadable(rotated), "binary log file ends at");

        source.purge();
        refused(() -> setup.requireReadable(start), "purged the file");
        BinlogPosition end = source.position();
        source.reset();
        refused(() -> setup.requireReadable(end), "ends at");
        setup.requireReadable(beginning());
    }

    @Test
    void anotherServerIsRefused() {
        BinlogPosition start = beginning();
        try (SourceServer other = new SourceServer(Flavor.MYSQL, OFF)) {
            refused(() -> setup(other).requireReadable(start), "another server");
        }
    }

    private static void refused(ThrowingCallable check, String because) {
        assertThatThrownBy(check)
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContaining(because)
                .hasMessageContaining("serve --resync");
    }
}
