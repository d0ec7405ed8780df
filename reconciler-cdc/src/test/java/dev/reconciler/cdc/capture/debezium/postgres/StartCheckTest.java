package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL would start a stream in each of these cases and silently leave rows out. */
@Tag("db")
class StartCheckTest {
    @TempDir
    Path spill;

    private SourceFixture source;
    private MappedTable table;
    private Lsn from;

    @BeforeEach
    void createSource() {
        source = new SourceFixture(PostgresCluster.shared(), spill, "CREATE TABLE t (id int PRIMARY KEY)");
        table = source.table("t", null);
        from = source.begin(List.of(table));
    }

    @AfterEach
    void stop() {
        source.close();
    }

    @Test
    void aDroppedSlotIsRefused() {
        source.slot.drop();
        refused(from, "is gone", "serve --resync");
        assertThat(source.slot.facts().slot()).isNull();
    }

    @Test
    void aRecreatedSlotIsRefused() {
        source.slot.drop();
        source.execute("INSERT INTO t VALUES (1)");
        source.slot.create("test", source);
        refused(from, "past the checkpoint", "dropped and created again", "serve --resync");
    }

    @Test
    void aSlotThatSomeoneElseAdvancedIsRefused() {
        source.execute(
                "INSERT INTO t VALUES (1)",
                "SELECT pg_replication_slot_advance('" + source.slot.name() + "', pg_current_wal_flush_lsn())");
        refused(from, "past the checkpoint");
    }

    @Test
    void aCheckpointAheadOfTheServersLogIsRefused() {
        refused(new Lsn(source.insertPosition().value() + (1L << 30)), "before the checkpoint", "lost transactions");
    }

    @Test
    void anotherServerIsRefused() {
        StreamOrigin origin = source.origin().orElseThrow();
        source.created(new StreamOrigin(new ServerIdentity("42", 1), origin.start(), origin.firstTransaction()));
        refused(from, "another server", "system 42");
    }

    @Test
    void anotherTimelineIsRefused() {
        StreamOrigin origin = source.origin().orElseThrow();
        ServerIdentity server = origin.server();
        source.created(new StreamOrigin(
                new ServerIdentity(server.systemIdentifier(), server.timeline() + 1),
                origin.start(),
                origin.firstTransaction()));
        refused(from, "another server", "timeline");
    }

    @Test
    void aSlotOfAnotherPluginIsRefused() {
        source.slot.drop();
        source.execute("SELECT pg_create_logical_replication_slot('" + source.slot.name() + "', 'test_decoding')");
        refused(from, "test_decoding");
    }

    @Test
    void aSlotInUseIsReportedAsAFailureAndNotTaken() {
        CollectingSink first = new CollectingSink();
        CollectingSink second = new CollectingSink();
        try (DebeziumPostgresStream one = source.stream(List.of(table));
                DebeziumPostgresStream two = source.stream(List.of(table))) {
            one.start(from, first);
            source.execute("INSERT INTO t VALUES (1)");
            first.awaitEvents(1);
            two.start(from, second);
            await().atMost(CollectingSink.PATIENCE).until(() -> second.failure.get() != null);
            source.execute("INSERT INTO t VALUES (2)");
            first.awaitEvents(2);
        }
    }

    /**
     * A server before version 18 fails permanently at every change that was made without the publication; a later one leaves it
     * out.
     */
    @Test
    void changesMadeWithoutThePublicationAreRefusedWhereTheServerCannotReadOn() {
        source.publication.drop();
        source.execute("INSERT INTO t VALUES (1)");
        source.publication.ensure(List.of(table));
        source.execute("INSERT INTO t VALUES (2)");
        CollectingSink sink = new CollectingSink();
        try (DebeziumPostgresStream stream = source.stream(List.of(table))) {
            stream.start(from, sink);
            if (PostgresCluster.majorVersion() < 18) {
                await().atMost(CollectingSink.PATIENCE).until(() -> sink.failure.get() != null);
                assertThat(sink.failure.get())
                        .isInstanceOf(StreamRefusedException.class)
                        .hasMessageContainingAll("publication", "did not exist", "serve --resync");
            } else {
                assertThat(sink.awaitEvents(1)).singleElement().asString().contains("2");
            }
        }
    }

    @Test
    void changesMadeWhileThePublicationWasEmptyAreLeftOutAndTheStreamGoesOn() {
        source.publication.empty();
        source.execute("INSERT INTO t VALUES (1)");
        source.publication.ensure(List.of(table));
        source.execute("INSERT INTO t VALUES (2)");
        CollectingSink sink = new CollectingSink();
        try (DebeziumPostgresStream stream = source.stream(List.of(table))) {
            stream.start(from, sink);
            assertThat(sink.awaitEvents(1)).singleElement().asString().contains("2");
        }
    }

    private void refused(Lsn checkpoint, String... reasons) {
        DebeziumPostgresStream stream = source.stream(List.of(table));
        assertThatThrownBy(() -> stream.start(checkpoint, new CollectingSink()))
                .isInstanceOf(StreamRefusedException.class)
                .hasMessageContainingAll(reasons);
        stream.close();
    }
}
