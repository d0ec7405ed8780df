package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that a connector's strings could take for something else. */
@Tag("db")
class NamesTest {
    @TempDir
    private Path spill;

    @Test
    void aDatabaseWithAnOddNameIsStreamed() {
        assertStreamed(PostgresCluster.shared(), "localhost", "my shöp & co#");
    }

    @Test
    void anIpv6AddressIsStreamedFrom() {
        try (PostgresCluster cluster = PostgresCluster.builder()
                .setting("listen_addresses", "127.0.0.1,::1")
                .start()) {
            assertStreamed(cluster, "::1", "capture");
        }
    }

    private void assertStreamed(PostgresCluster cluster, String host, String database) {
        try (SourceFixture source =
                SourceFixture.at(cluster, host, database, spill, "CREATE TABLE t (id int PRIMARY KEY)")) {
            MappedTable table = source.table("t", null);
            CollectingSink sink = new CollectingSink();
            Lsn from = source.begin(List.of(table));
            try (DebeziumPostgresStream stream = source.stream(List.of(table))) {
                stream.start(from, sink);
                source.execute("INSERT INTO t VALUES (1)");

                assertThat(sink.awaitEvents(1)).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop+eu", "100% shop", "a%20b", "shop?", "eu/shop"})
    void aDatabaseThatTheConnectorWouldMistakeIsKnown(String name) {
        assertThat(new PostgresCapture().databaseObstacle(name)).isPresent();
        assertThat(new PostgresCapture().databaseObstacle("shop")).isEmpty();
    }

    @Test
    void namesThatHoldDotsAndQuotesAreStreamed() {
        try (SourceFixture source = new SourceFixture(
                PostgresCluster.shared(),
                spill,
                "CREATE SCHEMA \"my.schema\"",
                "CREATE TABLE \"my.schema\".\"my.table\" (id int PRIMARY KEY)",
                "CREATE TABLE \"my.schema\".\"say \"\"hi\"\", [x]*\" (id int PRIMARY KEY)")) {
            List<MappedTable> tables = List.of(
                    source.table(new TableRef("my.schema", "my.table")),
                    source.table(new TableRef("my.schema", "say \"hi\", [x]*")));
            CollectingSink sink = new CollectingSink();
            Lsn from = source.begin(tables);
            try (DebeziumPostgresStream stream = source.stream(tables)) {
                stream.start(from, sink);
                source.execute(
                        "INSERT INTO \"my.schema\".\"my.table\" VALUES (1)",
                        "INSERT INTO \"my.schema\".\"say \"\"hi\"\", [x]*\" VALUES (2)");

                assertThat(sink.awaitEvents(2))
                        .extracting(ChangeEvent::table)
                        .containsExactly("\"my.schema\".\"my.table\"", "\"my.schema\".\"say \"\"hi\"\", [x]*\"");
            }
        }
    }

    @Test
    void aTableThatTheConnectorCannotTakeIsLeftOutAndTheOthersGoOn() {
        try (SourceFixture source = new SourceFixture(
                PostgresCluster.shared(),
                spill,
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "CREATE TABLE other (id int PRIMARY KEY, v text)")) {
            MappedTable t = source.table("t", null);
            MappedTable other = source.table("other", null);
            CollectingSink sink = new CollectingSink();
            Lsn from = source.begin(List.of(t, other));
            Refusing refusing = new Refusing();
            try (DebeziumPostgresStream stream = source.stream(List.of(t, other), refusing)) {
                stream.start(from, sink);
                source.execute("INSERT INTO t VALUES (1, 'a')");
                sink.awaitEvents(1);
                source.execute(
                        "ALTER TABLE t ADD COLUMN \"V\" text",
                        "INSERT INTO t VALUES (2, 'b', 'B')",
                        "INSERT INTO other VALUES (3, 'c')");
                assertThat(sink.awaitEvents(3).subList(1, 3))
                        .extracting(ChangeEvent::toString)
                        .satisfiesExactly(
                                paused -> assertThat(paused).contains(t.id(), "v and V differ only in case", "true"),
                                next -> assertThat(next).contains(other.id()));
                refusing.refused = Map.of(t.source(), "columns differ in case");
                assertThat(stream.isOutdated()).isTrue();

                stream.close();
                stream.start(sink.last(), sink);
                source.execute("INSERT INTO t VALUES (4, 'd', 'D')", "INSERT INTO other VALUES (5, 'e')");

                assertThat(sink.awaitEvents(4).subList(3, 4))
                        .extracting(ChangeEvent::table)
                        .containsExactly(other.id());
                assertThat(refusing.leftOut).containsExactly(t.id());
                assertThat(stream.isOutdated()).isFalse();
            }
        }
    }

    private static final class Refusing implements TableAdmission {
        private final List<String> leftOut = new CopyOnWriteArrayList<>();
        private volatile Map<TableRef, String> refused = Map.of();

        @Override
        public Map<TableRef, String> refused(Collection<TableRef> tables) {
            return refused;
        }

        @Override
        public void leftOut(MappedTable table, String reason) {
            leftOut.add(table.id());
        }
    }
}
