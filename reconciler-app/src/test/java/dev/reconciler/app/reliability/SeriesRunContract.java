package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.stream.LagSeries;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.control.PageRequest;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.RecordedAnomaly;
import dev.reconciler.verify.anomaly.SeriesRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 600 visits of one tenant, one in ten without a note. Every point is measured: the lag by the daemon's stream, the shares of NULL by runs,
 * whose points are made two days older afterwards.
 */
abstract class SeriesRunContract {
    private static final String PIPELINE = "series";
    private static final int RUNS = 31;
    private static final int MINUTES = 110;
    private static final Duration JUMP = Duration.ofSeconds(15);

    private final ShopDatabase source = source();
    private final ShopDatabase target = target();

    @TempDir
    private Path directory;

    abstract ShopDatabase source();

    /** PostgreSQL, which also has the control tables. */
    abstract ShopDatabase target();

    @BeforeEach
    void create() {
        String table =
                "CREATE TABLE visits (id int PRIMARY KEY, tenant_id varchar(20) NOT NULL, note varchar(40), place int)";
        source.execute(table);
        target.execute(table);
        source.execute("INSERT INTO visits VALUES "
                + IntStream.rangeClosed(1, 600)
                        .mapToObj(id ->
                                "(" + id + ", 'acme', " + (id % 10 == 0 ? "NULL" : "'seen'") + ", " + id % 7 + ")")
                        .collect(Collectors.joining(", ")));
    }

    private ReconcilerConfig config() throws IOException {
        return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: %s
                source: %s
                target: %s
                tables:
                  - {source: visits, tenant: {column: tenant_id}}
                schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
                verification: {sample: {seed: 5}, stream: {enabled: false}}
                rules: none
                apply: {spillDirectory: %s}
                """.formatted(
                        PIPELINE, source.configuration(), target.configuration(), directory.resolve("spill"))));
    }

    @Test
    void jumpsOfLagAndOfNullRateAreFound() throws IOException, SQLException {
        try (Daemon daemon = Daemon.start(config(), false, RunListener.NONE, ApplyListener.NONE, ApplyHooks.NONE)) {
            Application application = daemon.application();
            SeriesRecord series = application.stores().evidence().series();
            await().atMost(Duration.ofSeconds(60)).until(() -> !target.query("SELECT 1 FROM visits WHERE id = 600")
                    .isEmpty());
            await("the daemon records the lag by itself")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !series.of(PIPELINE, SeriesRecord.PIPELINE).isEmpty());
            for (int i = 0; i < RUNS; i++) {
                assertThat(found(application)).isEmpty();
            }
            target.execute("UPDATE reconciler.series_point SET at = at - interval '2 days'");
            AtomicReference<Instant> time = new AtomicReference<>(Instant.now().minus(Duration.ofDays(2)));
            LagSeries recorder = new LagSeries(
                    PIPELINE, () -> Optional.of(daemon.streaming().lag().time()), series, time::get);
            for (int i = 0; i < MINUTES; i++) {
                recorder.run();
                time.updateAndGet(before -> before.plus(Duration.ofMinutes(1)));
            }
            time.set(Instant.now());
            recorder.run();

            try (Connection lock = target.connect()) {
                lock.setAutoCommit(false);
                lock.createStatement().execute("LOCK TABLE visits IN ACCESS EXCLUSIVE MODE");
                source.execute("UPDATE visits SET note = NULL WHERE id % 2 = 0");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> daemon.streaming().lag().time().compareTo(JUMP) > 0);
                time.set(Instant.now());
                recorder.run();
                lock.rollback();
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> target.query("SELECT 1 FROM visits WHERE note IS NULL")
                                    .size()
                            == 300);

            List<Anomaly> found = found(application);

            assertThat(found).extracting(Anomaly::kind).containsOnly(Anomaly.Kind.SERIES);
            assertThat(found.stream()
                            .map(each -> each.table().replaceFirst(".*\\.", "") + " "
                                    + each.tenant().value() + " "
                                    + each.deviations().get(0).column()))
                    .containsExactlyInAnyOrder(
                            "  lag of the target in seconds",
                            "visits acme note is NULL in the source",
                            "visits acme note is NULL in the target");
            assertThat(found.stream()
                            .map(each -> each.deviations().get(0).value())
                            .filter(value -> value.contains("%")))
                    .hasSize(2)
                    .allMatch(value ->
                            value.startsWith("10.0 % of 600 rows at ") && value.contains(", 50.0 % of 600 rows at "));
        }
    }

    private static List<Anomaly> found(Application application) {
        Finished run = Lab.run(application, JobKind.ANOMALIES);
        assertThat(run.run().state()).as(run.run().error()).isEqualTo(RunState.SUCCEEDED);
        return application
                .stores()
                .anomalies()
                .list(new AnomalyQuery(PIPELINE, run.run().id(), null, null, null, new PageRequest(0, 1000)))
                .items()
                .stream()
                .map(RecordedAnomaly::anomaly)
                .toList();
    }
}
