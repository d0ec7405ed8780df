package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.capture.spill.EventBuffer;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class LargeTransactionTest {
    @TempDir
    Path spill;

    @Test
    void aMillionRowsInOneTransactionGoToDiskAndAreReadAgainAndAgain() throws IOException {
        Files.writeString(spill.resolve("left-by-a-dead-process" + EventBuffer.FILE_SUFFIX), "x");
        try (SourceFixture source =
                new SourceFixture(PostgresCluster.shared(), spill, "CREATE TABLE t (id int PRIMARY KEY, v text)")) {
            MappedTable table = source.table("t", null);
            Lsn from = source.begin(List.of(table));
            source.execute("INSERT INTO t SELECT g, 'row ' || g FROM generate_series(1, 1000000) g");
            CollectingSink sink = new CollectingSink();
            try (DebeziumPostgresStream stream = source.stream(List.of(table), TenantScope.all(), 10_000)) {
                stream.start(from, sink);
                sink.awaitPosition(source.markedPosition());
                SourceTransaction large = sink.transactions.stream()
                        .filter(t -> t.size() > 0)
                        .findFirst()
                        .orElseThrow();

                assertThat(large.size()).isEqualTo(1_000_000);
                for (int pass = 0; pass < 2; pass++) {
                    int expected = 0;
                    for (ChangeEvent event : large.changes()) {
                        expected++;
                        if (!((ChangeEvent.Insert) event).after().value(1).equals("row " + expected)) {
                            throw new AssertionError("at " + expected + " came " + event);
                        }
                    }
                    assertThat(expected).isEqualTo(1_000_000);
                }
                assertThat(spill.toFile().list()).hasSize(1);
                large.release().run();
                assertThat(spill.toFile().list()).isEmpty();
            }
        }
    }
}
