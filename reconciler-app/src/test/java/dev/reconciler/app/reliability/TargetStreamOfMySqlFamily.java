package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.cleanup.Cleanup;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.RunListener;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode observe with a stream from a MySQL or MariaDB target; the source is PostgreSQL. */
abstract class TargetStreamOfMySqlFamily {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OBSERVE = "mode: observe\ninitial: live\nobserve: {settle: 1s}\n";
    private static final String CORRECT =
            "correction: {dryRun: false, policy: {FIELD_MISMATCH: auto}, breaker: {percent: 100}}";

    @TempDir
    Path directory;

    private final Flavor flavor;
    private ShopDatabase target;
    private PipelineFixture shop;

    TargetStreamOfMySqlFamily(Flavor flavor) {
        this.flavor = flavor;
    }

    @BeforeEach
    void fill() {
        ShopDatabase source = ShopDatabase.postgres("shop_source");
        target = ShopDatabase.of(flavor, "shop_target");
        shop = new PipelineFixture(source, target, directory, OBSERVE);
        source.seed(10);
        target.seed(10);
        shop.target("UPDATE orders SET placed_at = '2026-01-01'");
        shop.source("UPDATE orders SET placed_at = '2026-01-01Z'");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private ReconcilerConfig config(String more) {
        shop.configure(OBSERVE + more);
        shop.replaceConfiguration(target.configuration(), target.configuration().replace("}", ", stream: true}"));
        return load();
    }

    private ReconcilerConfig load() {
        return new ConfigLoader(Map.of()).load(directory.resolve("reconciler.yaml"));
    }

    private static Daemon start(ReconcilerConfig config) {
        return Daemon.start(config, false, RunListener.NONE, ApplyListener.NONE, ApplyHooks.NONE);
    }

    /** Waits for some marks, so that the record covers the settle time. */
    private void warmUp() {
        await().atMost(PATIENCE).until(() -> (Long) shop.queryTarget("""
                    SELECT count(*) AS n FROM reconciler.target_mark AS m
                    JOIN reconciler.target_stream AS s ON s.pipeline = m.pipeline
                    WHERE m.place >= s.known_place\
                    """).get(0).get("n") >= 6);
    }

    private List<Discrepancy> found(Daemon daemon) {
        return daemon.application()
                .stores()
                .records()
                .discrepancies()
                .search(DiscrepancyQuery.of(shop.name(), new PageRequest(0, 1000)))
                .items();
    }

    private List<String> texts(Daemon daemon) {
        return found(daemon).stream()
                .map(d -> d.type() + " "
                        + d.place().table().replace(target.database() + ".", "") + " "
                        + RowKey.decode(d.place().subject()) + " "
                        + d.attribution().cause())
                .toList();
    }

    @Test
    void rogueWritesAreFoundWithTheirTransactionAndOwnCorrectionsAreNot() {
        try (Daemon daemon = start(config(CORRECT))) {
            warmUp();
            shop.target(
                    "UPDATE customers SET balance = 666 WHERE id = 1",
                    "DELETE FROM order_items WHERE order_id = 3 AND line = 2",
                    "INSERT INTO customers VALUES (99, 'acme', 'nobody', 1)");
            shop.source("UPDATE customers SET name = 'both' WHERE id = 2");
            shop.target("UPDATE customers SET name = 'both' WHERE id = 2");
            await().atMost(PATIENCE)
                    .until(() -> found(daemon).size() == 3
                            && found(daemon).stream()
                                    .anyMatch(d -> d.state() == DiscrepancyState.AUTO_CORRECTED
                                            || d.state() == DiscrepancyState.HEALED));
            awaitJudged();

            assertThat(texts(daemon))
                    .containsExactlyInAnyOrder(
                            "FIELD_MISMATCH customers 1 ROGUE_WRITE",
                            "MISSING_IN_TARGET order_items 3,2 ROGUE_WRITE",
                            "EXTRA_IN_TARGET customers 99 ROGUE_WRITE");
            assertThat(found(daemon))
                    .allSatisfy(found -> assertThat(found.attribution().evidence())
                            .containsPattern("the target's transaction [-0-9a-f]+[:-]\\d")
                            .contains("committed at ", "no source change"));
            assertThat(shop.queryTarget("SELECT `key` AS k FROM reconciler.target_change WHERE own = 1"))
                    .as("the correction is on record as the daemon's own")
                    .containsExactly(Map.of("k", RowKey.of("1").encoded()));
        }
    }

    /** Waits until everything that was written to the target is recorded and judged. */
    private void awaitJudged() {
        Object emitted = number();
        await().atMost(PATIENCE).until(() -> !emitted.equals(number()) && pending() == 0);
    }

    private Object number() {
        return shop.queryTarget("SELECT count(*) AS n FROM reconciler.target_mark WHERE place <="
                        + " (SELECT min(place) FROM reconciler.target_stream)")
                .get(0)
                .get("n");
    }

    private long pending() {
        return (Long) shop.queryTarget("SELECT count(*) AS n FROM reconciler.target_change WHERE judged = 0")
                .get(0)
                .get("n");
    }

    @Test
    void writesWhileNoDaemonRanAreFoundAtItsNextStartUnlessTheirLogIsPurged() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
        }
        shop.target("UPDATE customers SET balance = 666 WHERE id = 1");
        try (Daemon daemon = start(config(""))) {
            await().atMost(PATIENCE).until(() -> !found(daemon).isEmpty());
            assertThat(texts(daemon)).containsExactly("FIELD_MISMATCH customers 1 ROGUE_WRITE");
        }
        shop.target("UPDATE customers SET balance = 667 WHERE id = 2");
        purge();
        Object known = known();
        try (Daemon daemon = start(config(""))) {
            await().atMost(PATIENCE).until(() -> !known.equals(known()));
            warmUp();
            awaitJudged();
            assertThat(texts(daemon)).as("the log of the write is gone").hasSize(1);
            Lab.checksum(daemon.application());
            assertThat(texts(daemon)).contains("FIELD_MISMATCH customers 2 UNKNOWN");

            shop.target("UPDATE customers SET balance = 668 WHERE id = 3");
            await().atMost(PATIENCE).until(() -> found(daemon).size() == 3);
            assertThat(texts(daemon)).contains("FIELD_MISMATCH customers 3 ROGUE_WRITE");
        }
    }

    private Object known() {
        return shop.queryTarget("SELECT known_from AS f FROM reconciler.target_stream")
                .get(0)
                .get("f");
    }

    /** MariaDB keeps a file until its transactions are checkpointed. */
    private void purge() {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        server.execute("", "FLUSH BINARY LOGS");
        String newest = server.query("", flavor == Flavor.MYSQL ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS")
                .get(0)
                .get("File")
                .toString();
        await().atMost(PATIENCE).until(() -> {
            server.execute("", "PURGE BINARY LOGS TO '" + newest + "'");
            return server.query("", "SHOW BINARY LOGS").get(0).containsValue(newest);
        });
    }

    @Test
    void recordIsRemovedWhenTheSettingIsTurnedOffAndByCleanup() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
        }
        shop.configure(OBSERVE);
        start(load()).close();
        for (String table : List.of("target_stream", "target_change", "target_mark", "target_emission")) {
            assertThat(shop.queryTarget("SELECT 1 FROM reconciler." + table))
                    .as(table)
                    .isEmpty();
        }

        try (Daemon daemon = start(config(""))) {
            warmUp();
        }
        try (Cleanup cleanup = Application.cleanup(load())) {
            cleanup.run("test");
        }
        assertThat(shop.hasControlTables()).isFalse();
    }
}
