package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.testing.PipelineFixture.Serving;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the daemon runs, a table changes so that the stream's connector can't stream it. */
@Tag("db")
class StreamedTablesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void makeShop() {
        shop = new PipelineFixture(directory, "");
        shop.seed(80);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aColumnThatDiffersInCaseOnlyPausesItsTableAndTheOthersStreamOn() {
        Serving serving = shop.serve();
        await().atMost(SOON).until(shop::isCopy);

        shop.source(
                "ALTER TABLE customers ADD COLUMN \"NAME\" text",
                "UPDATE customers SET balance = 1 WHERE id = 1",
                "UPDATE orders SET note = 'streamed on' WHERE id = 1");

        await().atMost(SOON)
                .until(() -> shop.queryTarget("SELECT FROM orders WHERE note = 'streamed on'")
                                .size()
                        == 1);
        assertThat(states())
                .containsExactly(Map.of(
                        "table_id",
                        "public.customers",
                        "reason",
                        "the names of columns name and NAME differ only in case; changes of the table are not"
                                + " streamed"));

        shop.source("ALTER TABLE customers DROP COLUMN \"NAME\"");
        AtomicInteger row = new AtomicInteger(1);
        // A change during the pause is parked: each attempt changes another row.
        await("the table is streamed again")
                .atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    shop.run("tables", "resume", "public.customers");
                    shop.source("UPDATE customers SET balance = -1 WHERE id = " + row.incrementAndGet());
                    return !shop.queryTarget("SELECT FROM customers WHERE balance = -1")
                            .isEmpty();
                });
        Outcome verified = shop.run("verify", "--job", "incremental");
        assertThat(verified.exit())
                .as("the change that was left out is found: " + verified)
                .isEqualTo(1);
        assertThat(serving.stopped().exit()).isZero();
    }

    private List<Map<String, Object>> states() {
        return shop.queryTarget(
                "SELECT table_id, reason FROM reconciler.table_state WHERE state = 'PAUSED' ORDER BY table_id");
    }
}
