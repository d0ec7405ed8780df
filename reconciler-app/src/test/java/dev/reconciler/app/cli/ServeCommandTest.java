package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.http.HttpPort;
import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.testing.PipelineFixture.Serving;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon from its start to its end, and the cases in which it must not start. */
@Tag("db")
class ServeCommandTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void makeShop() {
        shop = new PipelineFixture(directory, "");
        shop.seed(40);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void itFillsStreamsAndEndsWithZero() {
        Serving serving = shop.serve();
        await().atMost(SOON).until(shop::isCopy);
        shop.source("UPDATE customers SET name = 'renamed' WHERE id = 7", "DELETE FROM order_items WHERE order_id = 3");
        await().atMost(SOON).until(shop::isCopy);

        Outcome outcome = serving.stopped();

        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("pipeline " + shop.name(), "http://127.0.0.1:", "http.token is not configured");
    }

    @Test
    void aSecondDaemonIsRefused() {
        Serving first = shop.serve();
        await().atMost(SOON).until(shop::isCopy);

        Outcome second = shop.serve().ended();

        assertThat(second.exit()).isEqualTo(2);
        assertThat(second.err())
                .contains("two daemons on one pipeline: pipeline " + shop.name() + " is written by daemon with pid");
        shop.source("UPDATE customers SET name = 'still streaming' WHERE id = 1");
        await().atMost(SOON).until(shop::isCopy);
        assertThat(first.stopped().exit()).isZero();
    }

    @Test
    void deposedDaemonNamesItsSuccessorTimeAndReason() {
        Serving first = shop.serve();
        await().atMost(SOON).until(shop::isCopy);

        shop.target("""
            UPDATE reconciler.lease SET epoch = epoch + 1, owner = 'daemon with pid 4711 on elsewhere', taken_at = now(),
              previous_owner = owner, previous_until = now()\
            """, "UPDATE reconciler.checkpoint SET epoch =" + " epoch + 1");

        Outcome outcome = first.ended();
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("the daemon of pipeline " + shop.name() + " ends: ", "daemon with pid 4711 on elsewhere");
    }

    @Test
    void aDeadDaemonsLeaseIsWaitedForAndTakenOver() {
        startAndStop();
        shop.target("UPDATE reconciler.lease SET owner = 'daemon with pid 1',"
                + " until = clock_timestamp() + interval '2 seconds'");

        Serving next = shop.serve();

        shop.source("UPDATE customers SET name = 'taken over' WHERE id = 9");
        await().atMost(SOON).until(shop::isCopy);
        assertThat(next.stopped().exit()).isZero();
    }

    @Test
    void aSlotThatIsGoneIsRefusedAndResyncRecovers() {
        startAndStop();
        shop.dropSlot();
        shop.source("UPDATE customers SET name = 'missed' WHERE id = 5", "DELETE FROM order_items WHERE order_id = 8");

        Outcome refused = shop.serve().ended();

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("slot " + shop.slot() + " is gone", "serve --resync");
        recover();
    }

    @Test
    void aSlotThatWasCreatedAgainIsRefusedAndResyncRecovers() {
        startAndStop();
        shop.dropSlot();
        shop.source(
                "UPDATE customers SET name = 'missed' WHERE id = 5",
                "DELETE FROM order_items WHERE order_id = 8",
                "SELECT pg_create_logical_replication_slot('" + shop.slot() + "', 'pgoutput')");

        Outcome refused = shop.serve().ended();

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("past the checkpoint", "serve --resync");
        recover();
    }

    /** The following verification finds the changes that the lost stream would have delivered. */
    private void recover() {
        Serving again = shop.serve("--resync");
        await().atMost(SOON).until(() -> shop.queryTarget("SELECT type FROM reconciler.discrepancy ORDER BY type")
                .toString()
                .equals("[{type=EXTRA_IN_TARGET}, {type=EXTRA_IN_TARGET}, {type=FIELD_MISMATCH}]"));
        shop.source("UPDATE customers SET name = 'after' WHERE id = 6");
        await().atMost(SOON).until(() -> shop.queryTarget("SELECT name FROM customers WHERE id = 6")
                .toString()
                .equals("[{name=after}]"));
        assertThat(again.stopped().exit()).isZero();
    }

    @Test
    void firstStartThatWasKilledAfterItCreatedTheSlotIsRepeated() {
        killedBeforeTheOriginIsRecorded();

        Serving again = shop.serve();

        shop.source("UPDATE customers SET name = 'after the repeated start' WHERE id = 9");
        await().atMost(SOON).until(shop::isCopy);
        assertThat(again.stopped().exit()).isZero();
    }

    @Test
    void firstStartThatWasKilledBeforeItCreatedTheSlotIsRepeated() {
        killedBeforeTheOriginIsRecorded();
        shop.dropSlot();

        Serving again = shop.serve();

        await().atMost(SOON).until(shop::isCopy);
        assertThat(again.stopped().exit()).isZero();
    }

    @Test
    void foreignSlotIsRefusedAndKept() {
        killedBeforeTheOriginIsRecorded();
        shop.target("DELETE FROM reconciler.slot_intent");

        Outcome refused = shop.serve().ended();

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("slot " + shop.slot() + " exists", "did not create it");
        shop.dropSlot();
    }

    @Test
    void portInUseIsNamedWithItsSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> HttpPort.requireFree("127.0.0.1", taken.getLocalPort()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("http.port");
        }
    }

    @Test
    void portInUseEndsTheStartBeforeTheSourceIsTouched() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            shop.replaceConfiguration("http: {port: 0}", "http: {port: " + taken.getLocalPort() + "}");
            long before = System.nanoTime();

            Outcome refused = shop.serve().ended();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            assertThat(refused.exit()).as(refused.toString()).isEqualTo(2);
            assertThat(refused.err()).contains("port " + taken.getLocalPort(), "http.port");
            assertThat(shop.querySource("SELECT 1 FROM pg_replication_slots WHERE slot_name = '" + shop.slot() + "'"))
                    .isEmpty();
            assertThat(shop.querySource("SELECT 1 FROM pg_publication")).isEmpty();
        }
    }

    @Test
    void startThatWaitsForATransactionSaysSoOnItsPort() throws Exception {
        int port = freePort();
        shop.replaceConfiguration("http: {port: 0}", "http: {port: " + port + "}");
        Serving serving;
        try (Connection open = shop.connectSource();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("SELECT txid_current()");
            serving = shop.serve();

            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(get(port, "/health/ready"))
                    .startsWith("503 ")
                    .contains("starting: creation of the replication slot", "pid"));
            assertThat(get(port, "/health/live")).startsWith("200 ").contains("live");
            assertThat(get(port, "/api/v1/status"))
                    .startsWith("503 ")
                    .contains("urn:reconciler:problem:unavailable", "starting: ");
            open.rollback();
        }

        await().atMost(SOON).ignoreExceptions().until(() -> get(port, "/health/ready")
                .startsWith("200 "));
        assertThat(serving.stopped().exit()).isZero();
        HttpPort.requireFree("127.0.0.1", port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return any.getLocalPort();
        }
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    /** The state between the creation of the slot and the record of its origin. */
    private void killedBeforeTheOriginIsRecorded() {
        startAndStop();
        shop.target("""
            DO $$
            DECLARE made text;
            BEGIN
              FOR made IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                  WHERE schemaname IN ('reconciler', 'public')
                    AND tablename <> 'slot_intent' AND tablename NOT LIKE 'schema_history%' AND tablename NOT LIKE 'audit%' LOOP
                EXECUTE 'TRUNCATE ' || made || ' CASCADE';
              END LOOP;
            END $$\
            """);
    }

    private void startAndStop() {
        Serving serving = shop.serve();
        await().atMost(SOON).until(shop::isCopy);
        assertThat(serving.stopped().exit()).isZero();
    }

    @Test
    void everyProblemIsReportedBeforeAnythingIsCreated() {
        shop.source("DROP TABLE order_items");
        shop.target("ALTER TABLE customers ADD COLUMN level int NOT NULL");

        Outcome refused = shop.serve().ended();

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("order_items", "level");
        assertThat(shop.queryTarget("SELECT 1 FROM pg_namespace WHERE nspname = 'reconciler'"))
                .isEmpty();
        assertThat(shop.querySource("SELECT 1 FROM pg_replication_slots WHERE slot_name = '" + shop.slot() + "'"))
                .isEmpty();
    }
}
