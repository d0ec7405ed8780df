package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.cleanup.Cleanup;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.app.wiring.Server;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mode observe with a target stream: it finds rogue writes with their cause, without a run. */
@Tag("system")
class TargetStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SLOT = "reconciler_lab_target";

    private final Lab lab = new Lab();

    @BeforeEach
    void fill() {
        lab.fillBoth(10, 2);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private ReconcilerConfig config(String more) {
        return config(more, "");
    }

    /** @param tables further entries of the mapping */
    private ReconcilerConfig config(String more, String tables) {
        Path file = lab.configFile("live", "mode: observe\nobserve: {settle: 1s}\n" + more);
        try {
            String yaml = Files.readString(file);
            Files.writeString(
                    file,
                    yaml.replace("maxConnections: 20}", "maxConnections: 20, stream: true}")
                            .replace(
                                    "{source: lines, tenant: {column: tenant_id}}",
                                    "{source: lines, tenant: {column: tenant_id}}" + tables));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ConfigLoader(Map.of()).load(file);
    }

    private static Daemon start(ReconcilerConfig config) {
        return Daemon.start(config, false, RunListener.NONE, ApplyListener.NONE, ApplyHooks.NONE);
    }

    /** Waits for some marks, so that the record covers the settle time. */
    private void warmUp() {
        await().atMost(PATIENCE)
                .until(() -> (Long) lab.target.query("shop", """
                    SELECT count(*) AS n FROM reconciler.target_mark AS m JOIN reconciler.target_stream AS s USING (pipeline)
                    WHERE m.position >= s.known_from\
                    """).get(0).get("n") >= 6);
    }

    private static List<Discrepancy> found(Daemon daemon) {
        return Lab.found(daemon.application());
    }

    private static String text(Discrepancy d) {
        return d.type() + " " + d.place().table() + " "
                + RowKey.decode(d.place().subject()) + " " + d.attribution().cause();
    }

    /** Waits until everything that the target's log holds now is recorded and judged. */
    private void awaitJudged() {
        String here = (String) lab.target
                .query("shop", "SELECT pg_current_wal_insert_lsn()::text AS here")
                .get(0)
                .get("here");
        await().atMost(PATIENCE).until(() -> isTrue("""
            SELECT bool_and(s.position >= '%s'::pg_lsn
                AND NOT EXISTS (SELECT FROM reconciler.target_change WHERE NOT judged)) AS yes
            FROM reconciler.target_stream AS s\
            """.formatted(here)));
        await().atMost(PATIENCE).until(() -> isTrue("SELECT NOT EXISTS (SELECT FROM reconciler.dirty_key) AS yes"));
    }

    private boolean isTrue(String sql) {
        return Boolean.TRUE.equals(lab.target.query("shop", sql).get(0).get("yes"));
    }

    @Test
    void rogueWritesAreFoundWithoutARunAndNamedAsTheCause() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
            lab.target.execute(
                    "shop",
                    "UPDATE accounts SET balance = 666 WHERE id = 1",
                    "DELETE FROM lines WHERE order_id = 3000001 AND line_no = 2",
                    "INSERT INTO accounts VALUES (99, 't1', 'nobody', 1, 1)");
            await().atMost(PATIENCE).until(() -> found(daemon).size() == 3);

            assertThat(found(daemon))
                    .extracting(TargetStreamTest::text)
                    .containsExactlyInAnyOrder(
                            "FIELD_MISMATCH public.accounts 1 ROGUE_WRITE",
                            "MISSING_IN_TARGET public.lines 3000001,2 ROGUE_WRITE",
                            "EXTRA_IN_TARGET public.accounts 99 ROGUE_WRITE");
            assertThat(found(daemon))
                    .allSatisfy(found -> assertThat(found.attribution().evidence())
                            .contains("the target's transaction ", "committed at ", "position ", "no source change"));
            RunQuery runs = new RunQuery(Lab.PIPELINE, null, null, new PageRequest(0, 10));
            assertThat(daemon.application().stores().records().runs().list(runs).items())
                    .as("no run was needed")
                    .isEmpty();
        }
    }

    @Test
    void writesToAnotherSliceOfASharedTargetAreNotRogue() {
        lab.source.execute(
                "shop", "CREATE TABLE sales_c (id int PRIMARY KEY, name text)", "INSERT INTO sales_c VALUES (1, 'a')");
        lab.target.execute(
                "shop",
                "CREATE TABLE sales (shard text, id int, name text, PRIMARY KEY (shard, id))",
                "INSERT INTO sales VALUES ('c', 1, 'a'), ('d', 1, 'theirs')");
        ReconcilerConfig config =
                config("", "\n  - {source: sales_c, target: sales, tenant: none, constants: {shard: c}}");
        try (Daemon daemon = start(config)) {
            warmUp();
            lab.target.execute(
                    "shop",
                    "UPDATE sales SET name = 'more' WHERE shard = 'd'",
                    "INSERT INTO sales VALUES ('d', 2, 'theirs'), ('e', 1, 'theirs')",
                    "DELETE FROM sales WHERE shard = 'e'",
                    "UPDATE sales SET name = 'rogue' WHERE shard = 'c'");
            await().atMost(PATIENCE).until(() -> !found(daemon).isEmpty());
            awaitJudged();

            assertThat(found(daemon))
                    .extracting(TargetStreamTest::text)
                    .containsExactly("FIELD_MISMATCH public.sales 1 ROGUE_WRITE");
        }
    }

    @Test
    void writesOfAnApplicationToBothSidesAreNotRogueInEitherOrder() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
            DualWriter sourceFirst = new DualWriter(lab);
            DualWriter targetFirst = new DualWriter(lab.target, lab.source);
            for (int i = 1; i <= 5; i++) {
                sourceFirst.write("UPDATE accounts SET balance = " + i + " WHERE id = 1");
                targetFirst.write("UPDATE accounts SET balance = " + i + " WHERE id = 2");
                targetFirst.write("INSERT INTO accounts VALUES (1%d, 't1', 'both', %d, 1)".formatted(i, i));
                sourceFirst.write("DELETE FROM lines WHERE order_id = %d000001 AND line_no = 1".formatted(i));
            }
            awaitJudged();
            assertThat(found(daemon)).isEmpty();

            // A write that fails on the target is found; it was no rogue write.
            sourceFirst.fail("UPDATE accounts SET balance = 8 WHERE id = 1");
            await().atMost(PATIENCE).until(() -> found(daemon).size() == 1);
            assertThat(text(found(daemon).get(0))).isEqualTo("FIELD_MISMATCH public.accounts 1 UNKNOWN");
        }
    }

    @Test
    void relativeUpdateAfterALostUpdateIsNotReportedAsRogue() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
            DualWriter application = new DualWriter(lab);
            application.fail("UPDATE accounts SET balance = balance + 100 WHERE id = 1");
            application.write("UPDATE accounts SET balance = balance + 1 WHERE id = 1");
            application.write("UPDATE accounts SET balance = balance + 1 WHERE id = 1");

            await().atMost(PATIENCE).until(() -> found(daemon).size() == 1);
            assertThat(text(found(daemon).get(0))).isEqualTo("FIELD_MISMATCH public.accounts 1 UNKNOWN");
            assertThat(found(daemon).get(0).attribution().evidence()).contains("one application may have written both");
        }
    }

    @Test
    void writeWithoutEffectIsNotTheCauseOfALaterSourceChange() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
            lab.target.execute("shop", "UPDATE accounts SET name = name WHERE id = 1");
            awaitJudged();
            assertThat(found(daemon)).isEmpty();

            new DualWriter(lab).fail("UPDATE accounts SET balance = 8 WHERE id = 1");
            await().atMost(PATIENCE).until(() -> found(daemon).size() == 1);
            assertThat(text(found(daemon).get(0))).isEqualTo("FIELD_MISMATCH public.accounts 1 UNKNOWN");
            assertThat(found(daemon).get(0).attribution().evidence())
                    .contains("the source changed the row at that time or later");
        }
    }

    @Test
    void ownCorrectionIsNotReportedAsRogueWrite() {
        try (Daemon daemon =
                start(config("correction: {dryRun: false, policy: {FIELD_MISMATCH: auto}, breaker: {percent: 100}}"))) {
            warmUp();
            lab.target.execute("shop", "UPDATE accounts SET balance = 666 WHERE id = 1");
            await().atMost(PATIENCE).until(() -> found(daemon).stream()
                    .anyMatch(
                            d -> d.state() == DiscrepancyState.AUTO_CORRECTED || d.state() == DiscrepancyState.HEALED));
            awaitJudged();

            assertThat(lab.isEqual()).isTrue();
            assertThat(found(daemon))
                    .extracting(TargetStreamTest::text)
                    .containsExactly("FIELD_MISMATCH public.accounts 1 ROGUE_WRITE");
            assertThat(lab.target.query("shop", """
                SELECT count(*) AS n FROM reconciler.target_change AS c JOIN reconciler.applied_transaction AS a
                USING (pipeline, xid)\
                """))
                    .as("the correction is on record as the daemon's own")
                    .containsExactly(Map.of("n", 1L));
        }
    }

    @Test
    void writesWhileNoDaemonRanAreFoundAtItsNextStart() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
        }
        lab.target.execute(
                "shop", "UPDATE accounts SET balance = 666 WHERE id = 1", "DELETE FROM lines WHERE order_id = 3000001");
        try (Daemon daemon = start(config(""))) {
            await().atMost(PATIENCE).until(() -> found(daemon).size() == 3);
            assertThat(found(daemon))
                    .extracting(each -> each.attribution().cause())
                    .containsOnly(Cause.ROGUE_WRITE);
        }
    }

    @Test
    void lostSlotCostsTheCausesOfThatTimeOnly() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
        }
        lab.target.dropSlot("shop", SLOT);
        lab.target.execute("shop", "UPDATE accounts SET balance = 666 WHERE id = 1");
        try (Daemon daemon = start(config(""))) {
            warmUp();
            awaitJudged();
            assertThat(found(daemon)).as("nobody told of it").isEmpty();
            Lab.checksum(daemon.application());
            assertThat(found(daemon))
                    .extracting(TargetStreamTest::text)
                    .containsExactly("FIELD_MISMATCH public.accounts 1 UNKNOWN");

            lab.target.execute("shop", "UPDATE accounts SET balance = 667 WHERE id = 2");
            await().atMost(PATIENCE).until(() -> found(daemon).size() == 2);
            assertThat(found(daemon))
                    .extracting(TargetStreamTest::text)
                    .contains("FIELD_MISMATCH public.accounts 2 ROGUE_WRITE");
        }
    }

    @Test
    void tableRemovedFromTheTargetsPublicationIsPublishedAgain() {
        try (Daemon daemon = start(config(""))) {
            warmUp();
            String known = knownFrom();
            lab.target.execute(
                    "shop",
                    "ALTER PUBLICATION " + SLOT + " DROP TABLE accounts",
                    "UPDATE accounts SET balance = 666 WHERE id = 1");
            await().atMost(PATIENCE).until(() -> !knownFrom().equals(known));
            warmUp();

            lab.target.execute("shop", "UPDATE accounts SET balance = 667 WHERE id = 2");
            await().atMost(PATIENCE).until(() -> !found(daemon).isEmpty());
            Lab.checksum(daemon.application());

            assertThat(found(daemon))
                    .extracting(TargetStreamTest::text)
                    .containsExactlyInAnyOrder(
                            "FIELD_MISMATCH public.accounts 1 UNKNOWN", "FIELD_MISMATCH public.accounts 2 ROGUE_WRITE");
        }
    }

    private String knownFrom() {
        return lab.target
                .query("shop", "SELECT known_from::text AS known FROM reconciler.target_stream")
                .get(0)
                .get("known")
                .toString();
    }

    @Test
    void stalledStreamIsReported() throws Exception {
        String token = "0123456789abcdef0123456789abcdef";
        try (Server server = Server.start(
                        config("http: {port: 0, token: " + token + "}"), false, RunListener.NONE, ApplyHooks.NONE);
                Connection somebody = lab.target.connect("shop")) {
            await().atMost(PATIENCE)
                    .until(() -> lag(server, token).filter(lag -> lag < 5).isPresent());

            somebody.setAutoCommit(false);
            somebody.createStatement().execute("LOCK TABLE reconciler.target_stream IN EXCLUSIVE MODE");
            await().atMost(PATIENCE)
                    .until(() -> lag(server, token).filter(lag -> lag > 10).isPresent());
            assertThat(get(server, token, "/metrics")).contains("cdc_target_slot_retained_bytes{pipeline=");
            assertThat(get(server, token, "/api/v1/status")).containsPattern("\"targetStream\":\\{\"lag\":\"PT1\\d");

            somebody.rollback();
            await().atMost(PATIENCE)
                    .until(() -> lag(server, token).filter(lag -> lag < 5).isPresent());
        }
    }

    private static Optional<Double> lag(Server server, String token) throws IOException, InterruptedException {
        return get(server, token, "/metrics")
                .lines()
                .filter(line -> line.startsWith("cdc_target_stream_lag_seconds{"))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }

    private static String get(Server server, String token, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void slotIsDroppedWhenTheSettingIsTurnedOff() {
        ReconcilerConfig streamed = config("");
        start(streamed).close();
        assertThat(slots()).containsExactly(SLOT);
        ReconcilerConfig plain = lab.config("live", "mode: observe\n");
        start(plain).close();
        assertThat(slots()).isEmpty();

        start(streamed).close();
        try (Cleanup cleanup = Application.cleanup(plain)) {
            assertThat(cleanup.found())
                    .contains("replication slot " + SLOT + " of the target", "publication " + SLOT + " of the target");
            cleanup.run("test");
        }
        assertThat(slots()).isEmpty();
        assertThat(lab.target.query("shop", "SELECT pubname FROM pg_publication"))
                .isEmpty();
    }

    private List<Object> slots() {
        return lab.target.query("postgres", "SELECT slot_name::text AS s FROM pg_replication_slots").stream()
                .map(row -> row.get("s"))
                .toList();
    }
}
