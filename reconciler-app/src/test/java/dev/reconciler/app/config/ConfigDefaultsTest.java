package dev.reconciler.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.RowConditions;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.TableRef;
import dev.reconciler.verify.changes.ChangeRecorder;
import dev.reconciler.verify.checksum.DigestSetting;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shortest file and all settings that it leaves out: changing a default breaks this test, and existing pipelines. */
@Tag("unit")
class ConfigDefaultsTest {

    @TempDir
    private Path directory;

    @Test
    void everythingThatTheShortestFileLeavesOutHasItsDefault() throws IOException {
        Path file = directory.resolve("reconciler.yaml");
        Files.writeString(file, """
            pipeline: shop
            source: {url: "postgresql://me@a/shop"}
            target: {url: "postgresql://me@b/shop"}
            tables: [{source: customers, tenant: {column: tenant_id}}]
            """);
        SslConfig ssl = new SslConfig("prefer", null);
        Duration timeout = Duration.ofSeconds(10);
        Duration answer = Duration.ofMinutes(6);
        ConnectionConfig source = new ConnectionConfig(
                "postgresql",
                new DatabaseAddress("a", 5432, "shop"),
                "me",
                Secret.NONE,
                ssl,
                new ConnectionTimeouts(timeout, answer),
                10);
        ConnectionConfig target = new ConnectionConfig(
                "postgresql",
                new DatabaseAddress("b", 5432, "shop"),
                "me",
                Secret.NONE,
                ssl,
                new ConnectionTimeouts(timeout, answer),
                10);
        TableRef customers = new TableRef("public", "customers");
        ZoneId utc = ZoneId.of("UTC");

        assertThat(new ConfigLoader(Map.of()).load(file))
                .isEqualTo(new ReconcilerConfig(
                        "shop",
                        Mode.REPLICATE,
                        new DatabasesConfig(source, target, target),
                        new ScopeConfig(
                                TenantScope.all(),
                                List.of(new TableConfig(
                                        new TableConfig.Names(customers, customers),
                                        "tenant_id",
                                        List.of(),
                                        Map.of(),
                                        Map.of(),
                                        Map.of(),
                                        RowConditions.ALL)),
                                List.of()),
                        new ReplicationConfig(
                                Initial.BACKFILL,
                                new StreamConfig("reconciler_shop", "reconciler_shop"),
                                new ApplyConfig(
                                        10_000,
                                        20_000,
                                        directory.resolve("spill"),
                                        ReplicationRole.ORIGIN,
                                        Duration.ofSeconds(10))),
                        new JobsConfig(
                                Map.of(
                                        ScheduledJob.COUNT, new ScheduleConfig.Every(Duration.ofMinutes(15)),
                                        ScheduledJob.CHECKSUM, new ScheduleConfig.Cron("0 0 2 * * *", utc),
                                        ScheduledJob.INCREMENTAL, new ScheduleConfig.Every(Duration.ofMinutes(5)),
                                        ScheduledJob.SAMPLE, new ScheduleConfig.Every(Duration.ofHours(4)),
                                        ScheduledJob.RULES, new ScheduleConfig.Cron("0 0 3 * * SUN", utc),
                                        ScheduledJob.CANARY, new ScheduleConfig.Off(),
                                        ScheduledJob.ANOMALIES, new ScheduleConfig.Off(),
                                        ScheduledJob.REPORT, new ScheduleConfig.Off()),
                                new WindowConfig(Duration.ofSeconds(60), Duration.ofSeconds(30), 2, 50_000),
                                new VerificationConfig(
                                        10_000,
                                        Duration.ofDays(7),
                                        DigestSetting.AUTO,
                                        new VerificationConfig.Stream(
                                                true,
                                                10_000,
                                                new ChangeRecorder.Limits(Duration.ofDays(7), 10_000, 10_000_000)),
                                        new VerificationConfig.Sample(
                                                new SamplePlan(
                                                        new SampleSize(0.99, 0.01),
                                                        30,
                                                        new SamplePlan.Recent(Duration.ofHours(1), 30)),
                                                null),
                                        new VerificationConfig.Anomalies(5_000),
                                        new VerificationConfig.RuleResults(Duration.ofDays(90))),
                                new ObserveConfig(Duration.ofSeconds(5), Duration.ofMinutes(10), false),
                                new RulesConfig(directory.resolve("rules"), null),
                                null,
                                new ReportsConfig(null, null, Duration.ofSeconds(10))),
                        new CorrectionConfig(
                                true,
                                Map.ofEntries(
                                        Map.entry(DiscrepancyType.MISSING_IN_TARGET, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.EXTRA_IN_TARGET, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.FIELD_MISMATCH, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.TENANT_CONFLICT, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.REFERENTIAL_VIOLATION, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.TEMPORAL_INCONSISTENCY, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.DUPLICATE_KEY, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.KEY_COLLISION, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.MASS_DRIFT, PolicyAction.REVIEW),
                                        Map.entry(DiscrepancyType.APPLY_FAILURE, PolicyAction.REPORT),
                                        Map.entry(DiscrepancyType.SCHEMA_DRIFT, PolicyAction.REPORT),
                                        Map.entry(DiscrepancyType.COUNT_MISMATCH, PolicyAction.REPORT),
                                        Map.entry(DiscrepancyType.RULE_VIOLATION, PolicyAction.REPORT)),
                                Map.of(),
                                new CorrectionConfig.Breaker(1_000, 1.0)),
                        new HttpConfig("127.0.0.1", 8080, null)));
    }

    @Test
    void everythingThatTheDocumentedFileSaysArrives() throws IOException {
        Path file = Files.writeString(directory.resolve("reconciler.yaml"), DocumentedExamples.full());
        Files.writeString(directory.resolve("target-password"), "p1: #{}\n");

        ReconcilerConfig config = new ConfigLoader(
                        Map.of("SOURCE_PASSWORD", "1234567890123456789012345", "RECONCILER_TOKEN", "0123456789abcdef"))
                .load(file);

        assertThat(PostgresPools.url(config.databases().source().login()))
                .isEqualTo(
                        "jdbc:postgresql://old-db.example.com:5432/shop?sslmode=prefer&socketTimeout=360&sslrootcert="
                                + directory.resolve("ca.pem").toString().replace("/", "%2F"));
        assertThat(config.databases().source().password().reveal()).isEqualTo("1234567890123456789012345");
        assertThat(config.databases().target().display()).isEqualTo("reconciler@new-db.example.com:5432/shop");
        assertThat(config.databases().target().password().reveal()).isEqualTo("p1: #{}");
        TableConfig clients = config.scope().tables().get(0);
        assertThat(clients.target()).isEqualTo(new TableRef("crm", "clients"));
        assertThat(clients.key()).containsExactly("id");
        assertThat(clients.columns())
                .isEqualTo(Map.of(
                        "score",
                                new ColumnConfig.Mapped(
                                        "score", Transform.DIRECT, new ColumnComparison.Amount(new BigDecimal("0.01"))),
                        "full_name", new ColumnConfig.Mapped("name", Transform.DIRECT),
                        "fax", new ColumnConfig.Ignored(),
                        "email", new ColumnConfig.Mapped("email", new Transform.Lowercase()),
                        "city", new ColumnConfig.Mapped("city", new Transform.Default("unknown")),
                        "note", new ColumnConfig.Mapped("note", new Transform.NullIf("n/a"))));
        assertThat(clients.constants()).containsEntry("origin", Optional.of("shop"));
        assertThat(config.scope().tables().get(1).tenantColumn()).isNull();
        assertThat(config.correction().action(clients.target(), DiscrepancyType.MISSING_IN_TARGET))
                .isEqualTo(PolicyAction.AUTO);
        assertThat(config.correction().action(clients.target(), DiscrepancyType.EXTRA_IN_TARGET))
                .isEqualTo(PolicyAction.REVIEW);
        assertThat(config.jobs().canary())
                .isEqualTo(new CanaryConfig(
                        clients.target(), new TenantId("canary"), List.of(), List.of(), List.of("900009")));
        assertThat(config.jobs().schedules())
                .containsEntry(ScheduledJob.CANARY, new ScheduleConfig.Every(Duration.ofHours(1)));
        assertThat(config.jobs().rules().user()).isEqualTo("reconciler_rules");
        assertThat(config.http().token()).isEqualTo(new Secret("0123456789abcdef"));
    }

    @Test
    void incrementalIsOffByDefaultWithoutStreamVerification() throws IOException {
        Path file = directory.resolve("reconciler.yaml");
        Files.writeString(file, """
            pipeline: shop
            source: {url: "postgresql://me@a/shop"}
            target: {url: "postgresql://me@b/shop"}
            tables: [{source: customers, tenant: none}]
            verification: {stream: {enabled: false}}
            """);

        assertThat(new ConfigLoader(Map.of()).load(file).jobs().schedules())
                .containsEntry(ScheduledJob.INCREMENTAL, new ScheduleConfig.Off())
                .containsEntry(ScheduledJob.COUNT, new ScheduleConfig.Every(Duration.ofMinutes(15)));
    }

    @Test
    void withoutRulesNoneAreScheduled() throws IOException {
        Path file = directory.resolve("reconciler.yaml");
        Files.writeString(file, """
            pipeline: shop
            source: {url: "postgresql://me@a/shop"}
            target: {url: "postgresql://me@b/shop"}
            tables: [{source: customers, tenant: none}]
            rules: none
            """);

        ReconcilerConfig config = new ConfigLoader(Map.of()).load(file);

        assertThat(config.jobs().rules().directory()).isNull();
        assertThat(config.jobs().schedules()).containsEntry(ScheduledJob.RULES, new ScheduleConfig.Off());
    }

    @Test
    void valuesKeepTheTextThatWasWritten() throws IOException {
        Path file = directory.resolve("reconciler.yaml");
        Files.writeString(file, """
            pipeline: shop
            source: {host: "::1", database: "sh op", user: "007", password: 1.50}
            target: {url: "postgres://o%40b@b/shop", password: "${A}$${A}"}
            tenants: [1, 007, off]
            tables: [{source: customers, tenant: none}]
            schedules: {count: off, checksum: {cron: "30 0 2 * * *", zone: Europe/Berlin}}
            """);

        ReconcilerConfig config = new ConfigLoader(Map.of("A", "x")).load(file);

        assertThat(PostgresPools.url(config.databases().source().login()))
                .isEqualTo("jdbc:postgresql://[::1]:5432/sh%20op?sslmode=prefer&socketTimeout=360");
        assertThat(config.databases().source().user()).isEqualTo("007");
        assertThat(config.databases().source().password().reveal()).isEqualTo("1.50");
        assertThat(config.databases().target().user()).isEqualTo("o@b");
        assertThat(config.databases().target().password().reveal()).isEqualTo("x${A}");
        assertThat(((TenantScope.Tenants) config.scope().tenants()).values()).containsExactly("007", "1", "off");
        assertThat(config.jobs().schedules())
                .containsEntry(ScheduledJob.COUNT, new ScheduleConfig.Off())
                .containsEntry(
                        ScheduledJob.CHECKSUM, new ScheduleConfig.Cron("30 0 2 * * *", ZoneId.of("Europe/Berlin")));
    }

    @Test
    void noSecretIsPrinted() throws IOException {
        Path file = directory.resolve("reconciler.yaml");
        Files.writeString(file, """
            pipeline: shop
            source: {url: "postgresql://me@a/shop", password: hunter2}
            target: {url: "postgresql://me@b/shop", password: hunter2}
            control: {url: "postgresql://me@c/shop", password: hunter2}
            tables: [{source: customers, tenant: none}]
            http: {token: hunter2hunter2hunter2}
            """);

        assertThat(new ConfigLoader(Map.of()).load(file).toString())
                .doesNotContain("hunter2")
                .contains("password=******", "token=******");
    }
}
