package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.compatibility.LiveColumns;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.drift.SchemaDriftHealing;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.problem.StandingProblem;
import dev.reconciler.review.Decision;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Covered;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a source table without events: no verdict that trusts the stream covers them. */
@Tag("system")
class ChangedWithoutEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SCHEMA = """
        CREATE TABLE prices (id int PRIMARY KEY, amount numeric(12, 2) NOT NULL, note varchar(20));
        CREATE TABLE sales (id int, year int, amount int NOT NULL, PRIMARY KEY (id, year)) PARTITION BY LIST (year);
        CREATE TABLE sales_2024 PARTITION OF sales FOR VALUES IN (2024);
        CREATE TABLE sales_2025 PARTITION OF sales FOR VALUES IN (2025)\
        """;
    private static final String ROWS = """
        INSERT INTO prices SELECT i, i, 'note' FROM generate_series(1, 50) AS i;
        INSERT INTO sales SELECT i, 2024 + i % 2, i FROM generate_series(1, 100) AS i\
        """;
    private static PostgresCluster source;
    private static PostgresCluster target;
    private static int databases;

    @TempDir
    private Path directory;

    private String database = "";

    @BeforeAll
    static void startServers() {
        source = PostgresCluster.builder().start();
        target = PostgresCluster.builder().start();
    }

    @AfterAll
    static void stopServers() {
        try (PostgresCluster one = source;
                PostgresCluster other = target) {
            assertThat(one).isNotSameAs(other);
        }
    }

    @BeforeEach
    void makeDatabases() {
        database = "shop" + ++databases;
        source.execute("postgres", "CREATE DATABASE " + database);
        target.execute("postgres", "CREATE DATABASE " + database);
        source.execute(database, SCHEMA, ROWS);
        target.execute(database, SCHEMA.replace("varchar(20)", "text"), ROWS);
    }

    @AfterEach
    void dropSlot() {
        await().atMost(PATIENCE).until(() -> source.query(
                        "postgres", "SELECT FROM pg_replication_slots WHERE active AND database = '" + database + "'")
                .isEmpty());
        source.execute(
                database,
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = '" + database
                        + "'");
    }

    @Test
    void tableTakenOutOfThePublicationIsInDoubtUntilItIsVerified() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            filled(application);
            source.execute(database, "ALTER PUBLICATION " + database + " DROP TABLE prices");
            source.execute(database, "UPDATE prices SET amount = amount + 1 WHERE id = 7");

            assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.UNVERIFIABLE);
            assertThat(covered(application, "sales").verdict()).isEqualTo(Verdict.AGREED);
            await().atMost(PATIENCE).until(() -> !gaps(application).isEmpty());
            assertThat(gaps(application).get(0).cause()).contains("no longer carries the table");
            assertThat(gaps(application).get(0).action()).contains("ADD TABLE \"public\".\"prices\"");
            assertThat(covered(application, "prices").verdict()).isEqualTo(Verdict.UNVERIFIABLE);
            assertThat(covered(application, "prices").noVerdict().reason()).contains("not verified since");

            source.execute(database, "ALTER PUBLICATION " + database + " ADD TABLE prices");
            assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.DIVERGED);
            assertThat(found(application))
                    .singleElement()
                    .satisfies(found -> assertThat(found.attribution().cause()).isEqualTo(Cause.STREAM_GAP))
                    .satisfies(
                            found -> assertThat(found.attribution().evidence()).contains("publication"));
            await().atMost(PATIENCE).until(() -> gaps(application).isEmpty());
            assertThat(covered(application, "prices").verdict()).isEqualTo(Verdict.DIVERGED);
        }
    }

    @Test
    void tableRemovedAndAddedBetweenTwoChecksIsVerifiedAgain() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            verified(application);
            source.execute(
                    database,
                    "ALTER PUBLICATION " + database + " DROP TABLE prices",
                    "UPDATE prices SET amount = amount + 1 WHERE id = 7",
                    "ALTER PUBLICATION " + database + " ADD TABLE prices");

            assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.DIVERGED);
            assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.DIVERGED);
            target.execute(database, "UPDATE prices SET amount = amount + 1 WHERE id = 7");
            assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.AGREED);
        }
    }

    @Test
    void tableSwappedWithoutADaemonIsVerifiedAgainAfterTheRestart() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            verified(application);
        }
        source.execute(
                database,
                "CREATE TABLE prices_new (LIKE prices INCLUDING ALL)",
                "INSERT INTO prices_new SELECT id, amount + 5, note FROM prices",
                "ALTER TABLE prices RENAME TO prices_old",
                "ALTER TABLE prices_new RENAME TO prices");
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            assertThat(gaps(application)).singleElement().satisfies(gap -> assertThat(gap.cause())
                    .contains("the table is a different relation"));
            assertThat(covered(application, "prices").verdict()).isEqualTo(Verdict.UNVERIFIABLE);
            assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.DIVERGED);
            assertThat(found(application)).hasSize(50).allSatisfy(found -> assertThat(
                            found.attribution().evidence())
                    .contains("swapped by a rename"));
        }
    }

    @Test
    void truncatedAndDetachedPartitionsAreNamed() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            verified(application);
            source.execute(database, "TRUNCATE sales_2024");
            assertThat(verdict(incremental(application), "sales")).isEqualTo(Verdict.DIVERGED);
            assertThat(found(application)).hasSize(50).allSatisfy(found -> assertThat(
                            found.attribution().evidence())
                    .contains("partition public.sales_2024"));
            assertThat(covered(application, "prices").verdict()).isEqualTo(Verdict.AGREED);

            source.execute(database, "ALTER TABLE sales DETACH PARTITION sales_2025");
            await().atMost(PATIENCE).until(() -> !gaps(application).isEmpty());
            assertThat(gaps(application).get(0).cause()).contains("partition public.sales_2025 was detached");
            assertThat(verdict(incremental(application), "sales")).isEqualTo(Verdict.DIVERGED);
            assertThat(found(application)).hasSize(100);
        }
    }

    @Test
    void newEmptyPartitionNeedsNoVerification() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            verified(application);
            source.execute(database, "CREATE TABLE sales_2026 PARTITION OF sales FOR VALUES IN (2026)");
            assertThat(verdict(incremental(application), "sales")).isEqualTo(Verdict.AGREED);
            assertThat(target.query(database, "SELECT FROM reconciler.relation_change"))
                    .isEmpty();
        }
    }

    @Test
    void rewriteWithoutEventsIsFoundByTheNextIncrementalRun() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            filled(application);
            source.execute(database, "ALTER TABLE prices ALTER amount TYPE numeric(12, 2) USING amount * 1.1");
            assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.DIVERGED);
            assertThat(found(application))
                    .hasSize(50)
                    .allSatisfy(found -> assertThat(found.attribution().cause()).isEqualTo(Cause.SCHEMA_CHANGE))
                    .allSatisfy(
                            found -> assertThat(found.attribution().evidence()).contains("new storage"));
        }
    }

    @Test
    void vacuumFullCostsAVerificationAndIsNoFinding() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            verified(application);
            source.execute(database, "VACUUM FULL prices");
            target.execute(database, "VACUUM FULL prices");
            assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.AGREED);
            assertThat(covered(application, "prices").verdict()).isEqualTo(Verdict.AGREED);
            assertThat(found(application)).isEmpty();
            assertThat(gaps(application)).isEmpty();
        }
    }

    @Test
    void wideningIsReportedFromTheFirstOneAndPausesNothing() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            verified(application);
            source.execute(database, "ALTER TABLE prices ALTER note TYPE varchar(30)");
            await().atMost(PATIENCE).until(() -> drift(application).size() == 1);
            source.execute(database, "UPDATE prices SET note = repeat('x', 30) WHERE id = 1");
            source.execute(database, "ALTER TABLE prices ALTER note TYPE varchar(40)");
            source.execute(database, "UPDATE prices SET note = repeat('x', 40) WHERE id = 2");
            await().atMost(PATIENCE).until(() -> !target.query(database, "SELECT FROM prices WHERE length(note) = 40")
                    .isEmpty());
            assertThat(target.query(database, "SELECT FROM reconciler.parked_event"))
                    .isEmpty();
            await().atMost(PATIENCE).until(() -> drift(application).stream()
                    .noneMatch(told -> told.state().isOpen()));
            assertThat(drift(application).stream().map(each -> each.difference().detail()))
                    .allSatisfy(told -> assertThat(told).doesNotContain("incompatible"));
        }
    }

    @Test
    void schemaDriftIsInReviewAndHealsWhenTheColumnIsDropped() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            source.execute(database, "ALTER TABLE prices ADD COLUMN extra int");
            await().atMost(PATIENCE).until(() -> !application
                    .repairs()
                    .reviews()
                    .list(DiscrepancyQuery.of(database, new PageRequest(0, 10)))
                    .items()
                    .isEmpty());
            source.execute(database, "ALTER TABLE prices DROP COLUMN extra");
            await().atMost(PATIENCE).until(() -> drift(application).stream()
                    .noneMatch(told -> told.state().isOpen()));
        }
    }

    @Test
    void schemaDriftHealsWhenTheTargetIsWidenedToo() {
        target.execute(database, "ALTER TABLE prices ALTER note TYPE varchar(20)");
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            source.execute(database, "ALTER TABLE prices ALTER note TYPE varchar(30)");
            await().atMost(PATIENCE).until(() -> drift(application).stream()
                    .anyMatch(told -> told.state() == DiscrepancyState.IN_REVIEW));
            SchemaDriftHealing healing = healing(application);
            healing.run();
            assertThat(drift(application)).singleElement().satisfies(told -> assertThat(told.state())
                    .isEqualTo(DiscrepancyState.IN_REVIEW));

            target.execute(database, "ALTER TABLE prices ALTER note TYPE varchar(30)");
            healing.run();
            assertThat(drift(application)).singleElement().satisfies(told -> assertThat(told.state())
                    .isEqualTo(DiscrepancyState.HEALED));
        }
    }

    @Test
    void changeOfADefinitionInTheStreamIsFollowedByAComparison() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            await().atMost(PATIENCE).until(() -> application.schemas().last().isPresent());
            assertThat(application.schemas().last().orElseThrow().reason()).isEqualTo("start of the daemon");

            source.execute(database, "ALTER TABLE prices ADD COLUMN extra int");
            await().atMost(PATIENCE).until(() -> application
                    .schemas()
                    .last()
                    .filter(last -> last.reason().startsWith("change of public.prices: column extra"))
                    .isPresent());
            assertThat(application.schemas().last().orElseThrow().differences())
                    .anyMatch(
                            difference -> difference.what().startsWith("source column extra (integer) is not copied"));
        }
    }

    @Test
    void schemaDriftStaysWhileTheTargetLacksAColumnOrTheDaemonDoesNotCopyIt() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            source.execute(database, "ALTER TABLE prices ADD COLUMN extra int");
            await().atMost(PATIENCE).until(() -> drift(application).stream()
                    .anyMatch(told -> told.state() == DiscrepancyState.IN_REVIEW));
            target.execute(database, "ALTER TABLE prices ADD COLUMN extra int");
            healing(application).run();
            assertThat(drift(application)).singleElement().satisfies(told -> assertThat(told.state())
                    .isEqualTo(DiscrepancyState.IN_REVIEW));
        }
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            healing(application).run();
            assertThat(drift(application)).singleElement().satisfies(told -> assertThat(told.state())
                    .isEqualTo(DiscrepancyState.HEALED));
        }
    }

    @Test
    void acceptedSchemaDriftIsNotHealedNorReopened() {
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            source.execute(database, "ALTER TABLE prices ADD COLUMN extra int");
            await().atMost(PATIENCE).until(() -> drift(application).stream()
                    .anyMatch(told -> told.state() == DiscrepancyState.IN_REVIEW));
            Discrepancy open = drift(application).get(0);
            application
                    .repairs()
                    .reviews()
                    .resolve(open.id(), open.lifecycle().version(), "ann", new Decision.KeepTarget("not needed there"));
            source.execute(database, "UPDATE prices SET extra = 1 WHERE id = 1");
            healing(application).run();
            assertThat(drift(application)).singleElement().satisfies(told -> assertThat(told.state())
                    .isEqualTo(DiscrepancyState.RESOLVED));

            source.execute(database, "ALTER TABLE prices ALTER extra TYPE bigint");
            await().atMost(PATIENCE).until(() -> drift(application).stream()
                    .anyMatch(told -> told.state() == DiscrepancyState.IN_REVIEW));
            assertThat(drift(application))
                    .extracting(Discrepancy::state)
                    .containsExactlyInAnyOrder(DiscrepancyState.RESOLVED, DiscrepancyState.IN_REVIEW);
        }
    }

    private static SchemaDriftHealing healing(Application application) {
        return new SchemaDriftHealing(
                application.pipeline(),
                drifted -> LiveColumns.of(
                        application.config(),
                        drifted,
                        application.endpoints().source().catalog(),
                        application.endpoints().target().catalog()),
                application.stores().records().discrepancies(),
                application.unverifiable());
    }

    /** Every chunk is recorded and followed by the stream, so that an incremental run trusts it. */
    private void verified(Application application) {
        application.pipeline().target().pruning().hold("stream");
        assertThat(Lab.checksum(application).verdict()).contains(Verdict.AGREED);
        assertThat(verdict(incremental(application), "prices")).isEqualTo(Verdict.AGREED);
    }

    /** As {@link #verified}, of rows that the daemon itself has written. */
    private void filled(Application application) {
        source.execute(database, "UPDATE prices SET note = 'filled'");
        await().atMost(PATIENCE)
                .until(() -> target.query(database, "SELECT FROM prices WHERE note = 'filled'")
                                .size()
                        == 50);
        verified(application);
    }

    private static Finished incremental(Application application) {
        return Lab.run(application, JobKind.INCREMENTAL);
    }

    /** Returns the verdict of the table, or that of the whole run if no part of the table was due. */
    private static Verdict verdict(Finished run, String table) {
        return run.results().stream()
                .filter(result -> result.table().equals("public." + table))
                .map(RunResult::verdict)
                .reduce((one, other) -> one == Verdict.AGREED ? other : one)
                .orElseGet(() -> run.verdict().orElseThrow(() -> new AssertionError(run.toString())));
    }

    private static List<StandingProblem> gaps(Application application) {
        return application.problems().open().stream()
                .filter(problem -> problem.key().step().equals("stream-gap"))
                .toList();
    }

    private Covered covered(Application application, String table) {
        return application.stores().verified().coverage().list(database).stream()
                .filter(covered -> covered.table().equals("public." + table))
                .findFirst()
                .orElseThrow();
    }

    private List<Discrepancy> drift(Application application) {
        return all(application).stream()
                .filter(found -> found.type() == DiscrepancyType.SCHEMA_DRIFT)
                .toList();
    }

    private List<Discrepancy> found(Application application) {
        return all(application).stream()
                .filter(found -> found.type() != DiscrepancyType.SCHEMA_DRIFT)
                .toList();
    }

    private List<Discrepancy> all(Application application) {
        return application
                .stores()
                .records()
                .discrepancies()
                .search(DiscrepancyQuery.of(database, new PageRequest(0, 1000)))
                .items();
    }

    private Application open() {
        String yaml = """
            pipeline: %1$s
            initial: live
            source: {host: localhost, port: %2$d, user: postgres, password: postgres, database: %1$s}
            target: {host: localhost, port: %3$d, user: postgres, password: postgres, database: %1$s, maxConnections: 20}
            stream: {slot: %1$s, publication: %1$s}
            tables:
              - {source: prices, tenant: none}
              - {source: sales, tenant: none}
            schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
            """.formatted(database, source.port(), target.port());
        try {
            ReconcilerConfig config =
                    new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), yaml));
            return Application.open(config, RunListener.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
