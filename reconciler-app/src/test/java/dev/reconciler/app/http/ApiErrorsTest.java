package dev.reconciler.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.Client.Answer;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("db")
class ApiErrorsTest {
    private static final DaemonLab DAEMON = new DaemonLab();
    private final Client client = new Client(DAEMON);

    @AfterAll
    static void close() {
        DAEMON.close();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
        {}                                           | 400 | job    | is missing
        {'job': 'checksum', 'table': ['x']}          | 400 | table  | is unknown; known are job, rules, since, tables, tenants, until
        {'job': 'checksum', 'tables': 'x'}           | 400 | tables | must be a list
        {'job': 'checksum', 'tables': ['']}          | 400 | tables | has an empty name
        {'job': 'checksum', 'job': 'count'}          | 400 | body   | Duplicate field 'job'
        {'job': 'checksum'} {}                       | 400 | body   | more than one
        {'job':                                      | 400 | body   | is not JSON
        null                                         | 400 | body   | must be a JSON object
        {'job': 'polish'}                            | 422 | job    | no job 'polish'; there are count, checksum
        {'job': 'count', 'tables': ['public.nope']}  | 422 | tables | no table 'public.nope'
        {'job': 'count', 'since': '2h'}              | 422 | since  | only the jobs checksum and sample
        {'job': 'checksum', 'since': 'noon'}         | 422 | since  | not a time with its zone
        {'job': 'checksum', 'since': '1h', 'until': '2h'} | 422 | since | is not before until
        """)
    void invalidRunIsNotStarted(String body, int status, String field, String message) {
        Answer answer = client.post("/api/v1/pipelines/shop/runs", body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("/errors/0/field")).startsWith(field);
        assertThat(answer.text("/errors/0/message")).contains(message);
        assertThat(DAEMON.executed).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
        /api/v1/discrepancies?stat=OPEN   | stat  | is unknown; known are
        /api/v1/discrepancies?state=open,gone | state | must be one of OPEN, AUTO_CORRECTED
        /api/v1/discrepancies?type=DRIFT  | type  | must be one of MISSING_IN_TARGET
        /api/v1/runs?page=-1              | page  | must be 0 to
        /api/v1/runs?size=5000            | size  | must be 1 to 500
        /api/v1/runs?size=ten             | size  | must be a whole number
        /api/v1/parked?limit=0            | limit | must be 1 to 1000
        /api/v1/status?verbose=1          | verbose | is unknown; this path has no parameters
        """)
    void unknownParameterIsRefused(String path, String field, String message) {
        Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/type")).isEqualTo("urn:reconciler:problem:malformed");
        assertThat(answer.text("/errors/0/field")).isEqualTo(field);
        assertThat(answer.text("/errors/0/message")).contains(message);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
        {'action': 'APPLY_SOURCE'}                                       | 400 | version | version of the discrepancy
        {'action': 'apply_source', 'version': 1}                         | 400 | action  | must be one of APPLY_SOURCE
        {'version': 1}                                                   | 400 | action  | must be one of APPLY_SOURCE
        {'action': 'CUSTOM_FIX', 'version': 1}                           | 400 | values  | needs a value
        {'action': 'ACCEPT', 'version': 1}                               | 400 | until   | needs the last day
        {'action': 'ACCEPT', 'until': 'soon', 'version': 1}              | 400 | until   | must be a date like
        {'action': 'ACCEPT', 'until': '2025-01-01', 'version': 1}        | 422 |         | a future date
        {'action': 'KEEP_TARGET', 'values': {'code': 'x'}, 'version': 1} | 422 | values  | is only for CUSTOM_FIX
        {'action': 'KEEP_TARGET', 'until': '2027-01-01', 'version': 1}   | 422 | until   | is only for ACCEPT
        {'action': 'CUSTOM_FIX', 'values': {'amount': 'much'}, 'version': 1} | 422 | values.amount | numeric
        {'action': 'CUSTOM_FIX', 'values': {'nope': '1'}, 'version': 1}  | 422 | values.nope |
        {'action': 'CUSTOM_FIX', 'values': {'code': '\\ud800'}, 'version': 1} | 422 | values.code | surrogate
        {'action': 'KEEP_TARGET', 'notes': 'a\\u0000b', 'version': 1}    | 422 | notes | NUL
        {'action': 'KEEP_TARGET', 'version': 99}                         | 409 |         | not at 99
        {'action': 'KEEP_TARGET', 'version': '1'}                        | 400 | version | must be a whole number
        """)
    void invalidDecisionHasNoEffect(String body, int status, String field, String message) {
        String key = UUID.randomUUID().toString();
        Discrepancy item = DAEMON.mismatch(key, "1.00", "9.00");
        String current =
                body.replace("'version': 1}", "'version': " + item.lifecycle().version() + "}");
        Answer answer = client.post("/api/v1/reviews/" + item.id() + "/resolution", current);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        if (field != null) {
            assertThat(answer.text("/errors/0/field")).isEqualTo(field);
        }
        if (message != null) {
            assertThat(answer.response().body()).contains(message);
        }
        assertThat(DAEMON.lab
                        .control
                        .discrepancies()
                        .find(item.id())
                        .orElseThrow()
                        .state())
                .isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(DAEMON.lab.stored(DAEMON.lab.customers, key)).contains("9.00");
    }

    @Test
    void twoReviewersCantBothResolveAnItem() {
        Discrepancy item = DAEMON.mismatch("two", "1.00", "9.00");
        String resolution = "/api/v1/reviews/" + item.id() + "/resolution";
        String keep = "{'action': 'KEEP_TARGET', 'version': " + item.lifecycle().version() + "}";
        client.postAs("ada", "/api/v1/reviews/" + item.id() + "/claim", "");
        for (Answer refused : new Answer[] {
            client.postAs("bob", "/api/v1/reviews/" + item.id() + "/claim", ""), client.postAs("bob", resolution, keep)
        }) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("/type")).isEqualTo("urn:reconciler:problem:claimed");
            assertThat(refused.text("/detail")).contains("claimed by ada");
        }
        assertThat(client.postAs("ada", resolution, keep).status()).isEqualTo(200);
        assertThat(client.postAs("bob", resolution, keep).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/runs/nope",
                "/api/v1/runs/nope/samples",
                "/api/v1/discrepancies/nope",
                "/api/v1/nope",
                "/api/v2/status",
                "/api/v1/discrepancies/%2e%2e%2fstatus"
            })
    void unknownPathIs404(String path) {
        assertThat(client.get(path).status()).isIn(400, 404);
        assertThat(client.get(path).header("Content-Type")).contains("json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/pipelines/other/pause",
                "/api/v1/pipelines/other/runs",
                "/api/v1/reviews/nope/claim",
                "/api/v1/corrections/nope/undo",
                "/api/v1/parked/99/retry",
                "/api/v1/tables/nope/resume"
            })
    void actionOnAnUnknownIdIs404(String path) {
        Answer answer = client.post(path, "{'job': 'count'}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("/detail")).startsWith("there is no ");
    }

    @Test
    void anIdOfAnotherPipelineIsUnknownHere() {
        DAEMON.runs.start(
                new dev.reconciler.run.NewRun(
                        "foreign", "other", "count", "api", java.util.List.of(), java.util.List.of()),
                java.time.Duration.ofMinutes(1));
        assertThat(client.get("/api/v1/runs/foreign").status()).isEqualTo(404);
        assertThat(client.get("/api/v1/runs/foreign/samples").status()).isEqualTo(404);
    }

    @Test
    void methodTypeAndSizeAreChecked() {
        Answer method = client.send(client.authorized("/api/v1/status").DELETE());
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).isEqualTo("GET");
        Answer post = client.get("/api/v1/pipelines/shop/pause");
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("Allow")).isEqualTo("POST");
        Answer type = client.send(client.authorized("/api/v1/pipelines/shop/runs")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(type.status()).isEqualTo(415);
        String large = "{\"job\": \"" + "x".repeat(300_000) + "\"}";
        Answer size = client.post("/api/v1/pipelines/shop/runs", large);
        assertThat(size.status()).isEqualTo(413);
        Answer chunked = client.send(client.authorized("/api/v1/pipelines/shop/runs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() ->
                        new java.io.ByteArrayInputStream(large.getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(client.post("/api/v1/parked/x/retry", "").status()).isEqualTo(400);
    }

    @Test
    void internalErrorRevealsNoDetails() {
        try (DaemonLab broken = new DaemonLab()) {
            broken.lab.rogue("ALTER TABLE reconciler.discrepancy RENAME TO secret_table");
            Answer answer = new Client(broken).get("/api/v1/discrepancies");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.response().body()).doesNotContain("discrepancy\"", "SELECT", "PSQL");
            Answer ready = new Client(broken).get("/health/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.response().body()).doesNotContain("relation");
        }
    }
}
