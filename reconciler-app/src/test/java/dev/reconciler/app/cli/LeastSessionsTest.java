package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.testing.PipelineFixture.Serving;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class LeastSessionsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** The least number of sessions that {@code check} requires (SessionNeeds), with two readers in a window. */
    @Test
    void thePoolsThatCheckAsksForAreEnoughForEveryJobAtOnce() {
        try (PipelineFixture shop = new PipelineFixture(directory, "")) {
            shop.seed(40);
            shop.replaceConfiguration("database: shop_source", "maxConnections: 5, database: shop_source");
            shop.replaceConfiguration("database: shop_target", "maxConnections: 9, database: shop_target");
            shop.replaceConfiguration(
                    "schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}",
                    "schedules: {count: 1s, checksum: 1s, incremental: 1s, sample: 1s, rules: off}");
            assertThat(shop.run("check").exit()).isZero();

            Serving serving = shop.serve();
            await().atMost(SOON).until(shop::isCopy);
            for (String job : new String[] {"count", "checksum", "incremental", "sample"}) {
                shop.source("UPDATE customers SET balance = balance + 1");
                await(job).atMost(SOON).until(() -> !shop.queryTarget(
                                "SELECT FROM reconciler.run WHERE state = 'SUCCEEDED' AND job = '" + job + "'")
                        .isEmpty());
            }

            assertThat(shop.queryTarget("SELECT job, error FROM reconciler.run WHERE state = 'FAILED'"))
                    .isEmpty();
            await().atMost(SOON).until(shop::isCopy);
            assertThat(serving.stopped().exit()).isZero();
        }
    }
}
