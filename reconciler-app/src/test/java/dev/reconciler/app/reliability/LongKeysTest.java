package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that fill an index entry (2,704 bytes) by themselves, so that no index of the pipeline's own tables could hold them. */
@Tag("system")
class LongKeysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LENGTH = 2_690;

    @TempDir
    private Path directory;

    private final Random random = new Random(8);

    @Test
    void rowsWithLongKeysAreFilledStreamedFoundCorrectedAndParked() throws IOException {
        try (Lab lab = new Lab()) {
            for (PostgresCluster server : List.of(lab.source, lab.target)) {
                server.execute(
                        "shop",
                        "CREATE TABLE papers (code text COLLATE \"C\" PRIMARY KEY, tenant_id text NOT NULL, v int)");
            }
            lab.target.execute("shop", "ALTER TABLE papers ADD CONSTRAINT small CHECK (v < 100)");
            for (int i = 0; i < 5; i++) {
                lab.source.execute("shop", "INSERT INTO papers VALUES ('" + key(i) + "', 't1', " + i + ")");
            }
            try (Application application = Application.open(config(lab), RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                assertThat(stream.isRunning()).isTrue();
                assertThat(Lab.run(application, JobKind.BACKFILL).run().state()).isEqualTo(RunState.SUCCEEDED);
                String streamed = key(5);
                lab.source.execute("shop", "INSERT INTO papers VALUES ('" + streamed + "', 't1', 5)");
                await().atMost(PATIENCE).until(() -> !lab.target
                        .query("shop", "SELECT FROM papers WHERE v = 5")
                        .isEmpty());
                assertThat(Lab.checksum(application).verdict()).contains(Verdict.AGREED);

                lab.target.execute("shop", "UPDATE papers SET v = 77 WHERE v = 2", "DELETE FROM papers WHERE v = 3");
                Lab.checksum(application);

                assertThat(Lab.found(application))
                        .hasSize(2)
                        .extracting(Discrepancy::state)
                        .containsOnly(DiscrepancyState.AUTO_CORRECTED);
                assertThat(Lab.checksum(application).verdict()).contains(Verdict.AGREED);

                lab.source.execute(
                        "shop", "UPDATE papers SET v = 100 WHERE v = 4", "UPDATE papers SET v = 101 WHERE v = 100");
                await().atMost(PATIENCE).until(() -> lab.parkedEvents().size() == 2);
                assertThat(Lab.run(application, JobKind.COUNT).run().state()).isEqualTo(RunState.SUCCEEDED);
                assertThat(application.stores().verified().coverage().list(Lab.PIPELINE))
                        .isNotEmpty();
            }
        }
    }

    /** Random, so that no server can compress it. */
    private String key(int number) {
        StringBuilder key = new StringBuilder("k").append(number);
        while (key.length() < LENGTH) {
            key.append((char) ('!' + 1 + random.nextInt(92))).append((char) ('a' + random.nextInt(26)));
        }
        return key.toString().replace('\'', '-').replace('\\', '-');
    }

    private ReconcilerConfig config(Lab lab) throws IOException {
        return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
            pipeline: %s
            source: {host: localhost, port: %d, user: postgres, password: postgres, database: shop}
            target: {host: localhost, port: %d, user: postgres, password: postgres, database: shop, maxConnections: 20}
            tables: [{source: papers, tenant: {column: tenant_id}}]
            schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
            correction: {dryRun: false, policy: {FIELD_MISMATCH: auto, MISSING_IN_TARGET: auto}, breaker: {percent: 100}}
            """.formatted(
                        Lab.PIPELINE, lab.source.port(), lab.target.port())));
    }
}
