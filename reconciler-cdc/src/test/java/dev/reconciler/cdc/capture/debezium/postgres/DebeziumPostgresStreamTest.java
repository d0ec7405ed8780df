package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class DebeziumPostgresStreamTest {
    @TempDir
    Path spill;

    private SourceFixture source;
    private MappedTable table;
    private DebeziumPostgresStream stream;
    private final CollectingSink sink = new CollectingSink();

    @BeforeEach
    void startStream() {
        source = new SourceFixture(
                PostgresCluster.shared(),
                spill,
                "CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'unset', n numeric(10,2))",
                "CREATE TABLE other (id int PRIMARY KEY)");
        table = source.table("t", null);
        Lsn from = source.begin(List.of(table));
        stream = source.stream(List.of(table));
        stream.start(from, sink);
    }

    @AfterEach
    void stop() {
        stream.close();
        source.close();
    }

    @Test
    void deliversWholeTransactionsInCommitOrder() {
        source.execute(
                "INSERT INTO t VALUES (1, 'a', 1.50), (2, NULL, NULL)",
                "UPDATE t SET v = 'b' WHERE id = 1",
                "UPDATE t SET id = 3 WHERE id = 2",
                "DELETE FROM t WHERE id = 1",
                "TRUNCATE t");

        assertThat(sink.awaitEvents(6))
                .containsExactly(
                        new ChangeEvent.Insert(table.id(), RowKey.of("1"), row("1", "a", "1.50")),
                        new ChangeEvent.Insert(table.id(), RowKey.of("2"), row("2", null, null)),
                        new ChangeEvent.Update(table.id(), RowKey.of("1"), null, row("1", "b", "1.50"), Set.of()),
                        new ChangeEvent.Update(
                                table.id(), RowKey.of("3"), RowKey.of("2"), row("3", null, null), Set.of()),
                        new ChangeEvent.Delete(table.id(), RowKey.of("1"), TenantId.NONE),
                        new ChangeEvent.Truncate(table.id()));
        assertThat(sink.transactions.stream().filter(t -> t.size() > 0).map(SourceTransaction::size))
                .containsExactly(2L, 1L, 1L, 1L, 1L);
        assertThat(sink.transactions)
                .allSatisfy(t -> assertThat(Long.parseLong(t.id().text())).isPositive());
    }

    @Test
    void theSlotFollowsWhatIsAcknowledgedAndNeverPassesIt() {
        source.execute("INSERT INTO t VALUES (1), (2)");
        sink.awaitEvents(2);
        Lsn first = sink.last();
        for (int i = 10; i < 30; i++) {
            source.execute("INSERT INTO t VALUES (" + i + ")");
        }
        sink.awaitEvents(22);
        assertThat(first.covers(confirmed())).isTrue();

        stream.acknowledge(first);

        await().atMost(CollectingSink.PATIENCE).until(() -> confirmed().equals(first));
        sink.awaitPosition(source.markedPosition());
        stream.close();
        assertThat(confirmed()).isEqualTo(first);
    }

    @Test
    void anIdleSourceAdvancesByMarks() {
        Lsn high = source.markedPosition();
        await().atMost(java.time.Duration.ofSeconds(2)).until(() -> sink.last().covers(high));
        assertThat(sink.transactions).allSatisfy(t -> assertThat(t.size()).isZero());
    }

    private Lsn confirmed() {
        return Objects.requireNonNull(source.slot.facts().slot()).confirmed();
    }

    static Row row(String... values) {
        return new Row(java.util.Arrays.asList(values));
    }
}
