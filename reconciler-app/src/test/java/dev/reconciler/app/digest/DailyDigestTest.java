package dev.reconciler.app.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.reconciler.app.config.Secret;
import dev.reconciler.problem.ProblemListener;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem;
import dev.reconciler.report.Reports;
import dev.reconciler.report.internal.JdbiEvidenceRecords;
import dev.reconciler.report.internal.JdbiReportDeliveries;
import dev.reconciler.report.internal.JdbiReportFigures;
import dev.reconciler.report.internal.JdbiRuleFigures;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.testing.ReportHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class DailyDigestTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final ControlStore control = new ControlStore();
    private final Problems problems = new Problems(control.clock(), ProblemListener.NONE);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile int status = 204;
    private boolean isControlDown;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        new ReportHistory(control).record();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private DailyDigest digest(Receiver... receivers) {
        Reports reports = new Reports(
                "shop",
                new JdbiReportFigures(control.jdbi(), control.dialect()),
                new JdbiEvidenceRecords(control.jdbi()),
                (scope, period) -> {
                    if (isControlDown) {
                        throw new IllegalStateException("connection refused");
                    }
                    return new JdbiRuleFigures(control.jdbi()).results(scope, period);
                },
                control.audit(),
                control.clock());
        return new DailyDigest(
                reports, deliveries(), List.of(receivers), ZoneId.of("Europe/Berlin"), problems, control.clock());
    }

    private JdbiReportDeliveries deliveries() {
        return new JdbiReportDeliveries(control.jdbi(), control.dialect(), "shop", control.clock());
    }

    private List<String> postedDays() {
        return bodies.stream()
                .map(body -> {
                    try {
                        return new ObjectMapper()
                                .readTree(body)
                                .at("/report/day/date")
                                .asText();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static Webhook webhook(int port, Duration timeout) {
        return new Webhook(
                new Secret(
                        "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/hidden-token"),
                timeout);
    }

    private Webhook webhook() {
        return webhook(server.getAddress().getPort(), LONG);
    }

    @Test
    void dayBeforeIsWrittenToTheFolderAndPosted() throws IOException {
        Path folder = directory.resolve("made").resolve("reports");

        digest(new ReportFolder(folder), webhook()).run();

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("shop-daily-2026-01-02.html", "shop-daily-2026-01-02.json");
        }
        assertThat(Files.readString(folder.resolve("shop-daily-2026-01-02.html")))
                .contains("<svg", "25.0 % of 4");
        JsonNode posted = new ObjectMapper().readTree(bodies.get(0));
        assertThat(posted.at("/report/activity/total/found").asInt()).isEqualTo(4);
        assertThat(posted.at("/text").asText()).startsWith("# Daily report of shop, 2026-01-02");
        assertThat(problems.open()).isEmpty();
    }

    @Test
    void receiverThatFailsIsAProblemUntilItReceivesAReport() {
        status = 500;
        Path folder = directory.resolve("reports");
        DailyDigest digest = digest(webhook(), new ReportFolder(folder));

        digest.run();

        assertThat(folder).as("the other receiver has the report").isNotEmptyDirectory();
        assertThat(problems.open()).singleElement().satisfies(problem -> {
            assertThat(problem.key().step()).isEqualTo("report-webhook");
            assertThat(problem.cause()).endsWith("answered with status 500");
            assertThat(problem.action()).contains("report daily --date 2026-01-02 --zone Europe/Berlin");
        });
        status = 200;
        digest.run();
        assertThat(problems.open()).isEmpty();
    }

    @Test
    void reportThatCantBeMadeIsAProblemAtOnce() {
        isControlDown = true;
        DailyDigest digest = digest(webhook());

        digest.run();

        assertThat(bodies).isEmpty();
        assertThat(problems.open()).singleElement().satisfies(problem -> {
            assertThat(problem.key().step()).isEqualTo("report");
            assertThat(problem.cause()).endsWith("could not be made: connection refused");
            assertThat(problem.action()).contains("report daily --date 2026-01-02 --zone Europe/Berlin");
        });
        isControlDown = false;
        digest.run();
        assertThat(problems.open()).isEmpty();
        assertThat(bodies).hasSize(1);
    }

    @Test
    void missedDaysAreSentInOrderOnceTheReceiverAnswersAndNothingTwice() {
        status = 500;
        digest(webhook()).run();
        control.tick(Duration.ofDays(1));
        digest(webhook()).run();
        assertThat(problems.open()).hasSize(1);
        bodies.clear();
        status = 200;

        digest(webhook()).retry();

        assertThat(postedDays()).containsExactly("2026-01-02", "2026-01-03");
        assertThat(problems.open()).isEmpty();
        digest(webhook()).run();
        digest(webhook()).retry();
        assertThat(bodies).as("another process sends nothing again").hasSize(2);
    }

    @Test
    void daysWithoutADaemonAreSentByTheNextOne() {
        digest(webhook()).run();
        control.tick(Duration.ofDays(3));

        digest(webhook()).run();

        assertThat(postedDays()).containsExactly("2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05");
        assertThat(problems.open()).isEmpty();
    }

    @Test
    void reportsOfMoreThanAWeekAreNotSentAndTold() {
        digest(webhook()).run();
        control.tick(Duration.ofDays(10));
        bodies.clear();

        digest(webhook()).run();

        assertThat(postedDays())
                .containsExactly(
                        "2026-01-06",
                        "2026-01-07",
                        "2026-01-08",
                        "2026-01-09",
                        "2026-01-10",
                        "2026-01-11",
                        "2026-01-12");
        assertThat(problems.open()).singleElement().satisfies(problem -> {
            assertThat(problem.key().step()).isEqualTo("report-missed");
            assertThat(problem.cause()).startsWith("3 daily reports are older than 7 days");
        });
        control.tick(Duration.ofDays(1));
        digest(webhook()).run();
        assertThat(problems.open()).isEmpty();
    }

    /** A crash after the delivery and before its record: the report is sent again. */
    @Test
    void deliveryWithoutARecordIsRepeated() {
        digest(webhook()).run();
        control.jdbi().useHandle(handle -> handle.execute("UPDATE reconciler.report_delivery SET sent_at = NULL"));

        digest(webhook()).retry();

        assertThat(postedDays()).containsExactly("2026-01-02", "2026-01-02");
    }

    @Test
    void redirectIsNotFollowed() {
        status = 302;
        digest(webhook()).run();
        assertThat(problems.open())
                .extracting(StandingProblem::cause)
                .first()
                .asString()
                .endsWith("status 302");
    }

    @Test
    void serverThatDoesNotAnswerTimesOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            digest(webhook(silent.getLocalPort(), Duration.ofMillis(200))).run();
        }
        assertThat(problems.open())
                .extracting(StandingProblem::cause)
                .first()
                .asString()
                .contains("could not be reached", "TimeoutException")
                .doesNotContain("hidden-token");
    }

    @Test
    void answerWhoseContentNeverEndsDoesNotHoldTheThread() {
        server.createContext("/hidden-token", exchange -> exchange.sendResponseHeaders(200, 10));

        assertTimeoutPreemptively(LONG, digest(webhook(server.getAddress().getPort(), Duration.ofSeconds(10)))::run);

        assertThat(problems.open()).isEmpty();
    }

    @Test
    void folderThatCantBeWrittenIsAProblem() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        digest(new ReportFolder(file.resolve("reports"))).run();
        assertThat(problems.open()).singleElement().satisfies(problem -> {
            assertThat(problem.key().step()).isEqualTo("report-directory");
            assertThat(problem.cause()).contains("reports.directory " + file.resolve("reports") + " can't be written");
        });
    }
}
