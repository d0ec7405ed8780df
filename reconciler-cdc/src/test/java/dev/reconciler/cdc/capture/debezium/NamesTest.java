package dev.reconciler.cdc.capture.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Lsn;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that a connector's strings could take for something else. */
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
        assertThat(PostgresStreamSettings.takesDatabase(name)).isFalse();
        assertThat(PostgresStreamSettings.takesDatabase("shop")).isTrue();
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
                    source.table(TableRef.parse("\"my.schema\".\"my.table\"")),
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
}
