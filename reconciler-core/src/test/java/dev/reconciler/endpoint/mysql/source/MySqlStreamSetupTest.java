package dev.reconciler.endpoint.mysql.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.Gtid;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.mysql.Flavor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class MySqlStreamSetupTest extends StreamSetupOfMySqlFamily {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    MySqlStreamSetupTest() {
        super(Flavor.MYSQL);
    }

    @Test
    void transactionThatWasStreamedBeforeItIsExecutedIsWaitedFor() {
        CompletableFuture<Void> insert = source().insertThatWaitsForAReplica(2);
        BinlogPosition end = source().position();
        GtidSet executed = (GtidSet) end.gtids();
        GtidSet received = executed.with(Gtid.parse(source().server
                .query("", "SELECT concat(@@server_uuid, ':', 1 + regexp_substr(@@GLOBAL.gtid_executed, '[0-9]+$')) g")
                .get(0)
                .get("g")
                .toString()));
        CompletableFuture<Void> check = CompletableFuture.runAsync(
                () -> new MySqlStreamSetup(Side.SOURCE, source().pool, new MemoryJournal(), PATIENCE)
                        .requireReadable(source().withGtids(end, received.toString())));
        await().atMost(PATIENCE).until(() -> !source().server
                .query("", "SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT WAIT_FOR%'")
                .isEmpty());
        source().replicaAnswers();

        check.join();
        insert.join();
        assertThat(source().position().gtids()).isEqualTo(received);
    }

    @Test
    void streamContinuesOnAServerThatHasAndKeepsAllTransactions() {
        BinlogPosition reached = source().position();
        try (SourceServer other = new SourceServer(Flavor.MYSQL, Map.of())) {
            other.server.execute(
                    "", "RESET BINARY LOGS AND GTIDS", "SET GLOBAL gtid_purged = '" + reached.gtids() + "'");
            other.insert(2);
            MySqlStreamSetup failedOver = new MySqlStreamSetup(Side.SOURCE, other.pool, new MemoryJournal(), PATIENCE);

            failedOver.requireReadable(reached);
            other.purge();
            assertThatThrownBy(() -> failedOver.requireReadable(reached))
                    .isInstanceOf(StreamRefusedException.class)
                    .hasMessageContaining("purged");
        }
    }
}
