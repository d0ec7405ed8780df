package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.testing.SilentProxy;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other end of the stream's sessions disappears without notice. */
@Tag("db")
class SilentServerTest {
    @TempDir
    Path spill;

    @Test
    void theStreamBreaksAndLosesNothing() throws Exception {
        try (SourceFixture source =
                        new SourceFixture(PostgresCluster.shared(), spill, "CREATE TABLE t (id int PRIMARY KEY)");
                SilentProxy proxy = new SilentProxy(source.cluster.port())) {
            MappedTable table = source.table("t", null);
            Lsn from = source.begin(List.of(table));
            DebeziumPostgresStream stream = source.stream(List.of(table), proxy.port(), Duration.ofSeconds(10));
            CollectingSink sink = new CollectingSink();
            stream.start(from, sink);
            source.execute("INSERT INTO t VALUES (1)");
            sink.awaitEvents(1);

            proxy.silence();
            source.execute("INSERT INTO t VALUES (2)");
            await().atMost(CollectingSink.PATIENCE).until(() -> sink.failure.get() != null);
            assertThat(sink.events()).hasSize(1);

            stream.close();
            proxy.heal();
            CollectingSink again = new CollectingSink();
            stream.start(sink.last(), again);
            again.awaitEvents(1);
            stream.close();
        }
    }
}
