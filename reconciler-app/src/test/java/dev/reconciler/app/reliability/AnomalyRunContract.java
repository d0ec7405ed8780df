package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.anomaly.RecordedAnomaly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Payments of acme (1,200) and globex (800), which look alike except for their currencies, and 30 of tiny. Three of acme's are wrong in the
 * source, so that both sides agree on them.
 */
abstract class AnomalyRunContract {
    private static final String PIPELINE = "anomalies";
    private static final String TABLE = "CREATE TABLE payments (id int PRIMARY KEY, tenant_id varchar(20) NOT NULL,"
            + " amount decimal(14,2) NOT NULL, currency varchar(10) NOT NULL, paid_on date NOT NULL,"
            + " card varchar(64) NOT NULL, note varchar(40))";

    private final ShopDatabase source = source();
    private final ShopDatabase target = target();
    private final Random random = new Random(12);

    @TempDir
    private Path directory;

    abstract ShopDatabase source();

    abstract ShopDatabase target();

    @BeforeEach
    void create() {
        source.execute(TABLE);
        target.execute(TABLE);
        fill("acme", 1, 1_200, "EUR", "CHF");
        fill("globex", 2_001, 800, "TWD", "JPY");
        fill("tiny", 4_001, 30, "USD", "USD");
        source.execute(
                "UPDATE payments SET amount = 99999999.00 WHERE id = 101",
                "UPDATE payments SET currency = 'QQQ' WHERE id = 202",
                "UPDATE payments SET paid_on = '2204-05-06' WHERE id = 303");
    }

    private void fill(String tenant, int from, int rows, String currency, String other) {
        List<String> values = new ArrayList<>();
        for (int id = from; id < from + rows; id++) {
            values.add(String.format(
                    Locale.ROOT,
                    "(%d, '%s', %.2f, '%s', '2024-%02d-%02d', 'card-of-%s-%d', 'secret-of-%s-%d')",
                    id,
                    tenant,
                    20 + Math.abs(random.nextGaussian()) * 30,
                    random.nextInt(3) == 0 ? other : currency,
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    tenant,
                    id,
                    tenant,
                    id));
        }
        source.execute("INSERT INTO payments VALUES " + String.join(", ", values));
    }

    private ReconcilerConfig config() throws IOException {
        return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: %s
                source: %s
                target: %s
                tables:
                  - source: payments
                    tenant: {column: tenant_id}
                    columns:
                      card: {transform: {hash: {key: sixteen characters}}}
                      note: ignore
                schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
                verification: {sample: {seed: 5}, anomalies: {rows: 2000}}
                rules: none
                apply: {spillDirectory: %s}
                """.formatted(
                        PIPELINE, source.configuration(), target.configuration(), directory.resolve("spill"))));
    }

    private static List<Anomaly> anomalies(Application application, Finished run) {
        return application
                .stores()
                .anomalies()
                .list(new AnomalyQuery(PIPELINE, run.run().id(), null, null, null, new PageRequest(0, 1000)))
                .items()
                .stream()
                .map(RecordedAnomaly::anomaly)
                .toList();
    }

    private static Finished run(Application application) {
        Finished run = Lab.run(application, JobKind.ANOMALIES);
        assertThat(run.run().state()).as(run.run().error()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.results()).as("it has no verdict").isEmpty();
        return run;
    }

    private static List<String> keys(List<Anomaly> anomalies, Anomaly.Kind kind, String tenant) {
        return anomalies.stream()
                .filter(each -> each.kind() == kind && each.tenant().equals(new TenantId(tenant)))
                .map(each -> String.valueOf(each.key()))
                .toList();
    }

    private static Map<String, ModelReport> models(Application application, Finished run) {
        return application
                .stores()
                .anomalies()
                .models(run.run().pipeline(), run.run().id())
                .stream()
                .collect(Collectors.toMap(model -> model.tenant().value(), model -> model));
    }

    @Test
    void unusualRowsAndMovedColumnsAreFoundByTenantAndProveNothing() throws IOException {
        try (Application application = Application.open(config(), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThat(stream.isRunning()).isTrue();
            Lab.run(application, JobKind.BACKFILL);

            Finished agreed = run(application);

            List<Anomaly> first = anomalies(application, agreed);
            assertThat(keys(first, Anomaly.Kind.ROW, "acme")).contains("101", "202", "303");
            assertThat(first).as("at most 6 rows of acme and 5 of globex").hasSizeLessThanOrEqualTo(11);
            assertThat(first).extracting(Anomaly::kind).containsOnly(Anomaly.Kind.ROW);
            requireOwnValues(first);
            Map<String, ModelReport> models = models(application, agreed);
            assertThat(models.get("acme").sourceRows()).isEqualTo(1_200);
            assertThat(models.get("acme").found()).isEqualTo(models.get("acme").kept());
            assertThat(models.get("tiny").note()).isEqualTo("not scored: 30 rows, and a model needs 500");

            target.execute(
                    "UPDATE payments SET currency = 'XXX' WHERE tenant_id = 'globex' AND id % 2 = 0",
                    "UPDATE payments SET amount = 77777777.00 WHERE id = 404",
                    "INSERT INTO payments VALUES (9001, 'acme', 88888888.00, 'EUR', '2024-01-01', 'x', NULL)");
            Finished drifted = run(application);

            List<Anomaly> second = anomalies(application, drifted);
            assertThat(keys(second, Anomaly.Kind.TARGET_ROW, "acme")).contains("404", "9001");
            assertThat(keys(second, Anomaly.Kind.ROW, "acme")).contains("101", "202", "303");
            assertThat(second.stream()
                            .filter(each -> each.kind() == Anomaly.Kind.COLUMN)
                            .map(each -> each.tenant() + " "
                                    + each.deviations().get(0).column()))
                    .containsExactly("globex currency");
            requireOwnValues(second);
            assertThat(Lab.found(application, PIPELINE)).as("no discrepancy").isEmpty();
        }
    }

    /** No anomaly shows a value of another tenant, of a pseudonym, or of a column that is ignored. */
    private static void requireOwnValues(List<Anomaly> anomalies) {
        assertThat(anomalies).allSatisfy(each -> {
            String shown = each.deviations().toString();
            assertThat(shown).doesNotContain("card", "secret", "note", "tenant_id");
            if (each.tenant().value().equals("acme")) {
                assertThat(shown).doesNotContain("TWD", "JPY", "XXX");
            } else {
                assertThat(each.tenant().value()).isEqualTo("globex");
                assertThat(shown).doesNotContain("EUR", "CHF", "QQQ", "99999999", "2204");
            }
        });
    }
}
