package dev.reconciler.app.cli;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.app.web.Web;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.review.ReviewItem;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A discrepancy of every type, as page, in the API and at the terminal: a new type does not compile here until it is shown. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryTypeIsShownTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final RowKey KEY = RowKey.of("k-1");
    private static final Row SOURCE = row("k-1", "source name", "1.00");
    private static final Row TARGET = row("k-1", "target name", "2.00");
    private static final Map<DiscrepancyType, String> DETAILS = Map.of(
            DiscrepancyType.TEMPORAL_INCONSISTENCY, "differs since noon",
            DiscrepancyType.DUPLICATE_KEY, "the target holds 2 rows under this key",
            DiscrepancyType.KEY_COLLISION, "takes this key for the key",
            DiscrepancyType.MASS_DRIFT, "20000 rows differ",
            DiscrepancyType.APPLY_FAILURE, "violates a constraint",
            DiscrepancyType.COUNT_MISMATCH, "source has 3 rows, target has 2",
            DiscrepancyType.TENANT_CONFLICT, "belongs to tenant globex",
            DiscrepancyType.SCHEMA_DRIFT, "column note is gone",
            DiscrepancyType.RULE_VIOLATION, "totals",
            DiscrepancyType.REFERENTIAL_VIOLATION, "orphans");

    private final DaemonLab daemon =
            new DaemonLab((services, sessions) -> Web.routes(services, DaemonLab.token(), sessions));
    private final HttpClient http = HttpClient.newHttpClient();
    private final String session = daemon.sessions().issue("ada");

    @AfterAll
    void close() {
        daemon.close();
    }

    private Finding finding(DiscrepancyType type) {
        String table = daemon.lab.customers.id();
        return switch (type) {
            case MISSING_IN_TARGET -> new Finding.MissingInTarget(table, ACME, KEY, SOURCE, true);
            case EXTRA_IN_TARGET -> new Finding.ExtraInTarget(table, ACME, KEY, TARGET);
            case FIELD_MISMATCH -> new Finding.FieldMismatch(table, ACME, KEY, SOURCE, TARGET, List.of("amount"), true);
            case TENANT_CONFLICT ->
                new Finding.TenantConflict(table, ACME, KEY, SOURCE, TARGET, new TenantId("globex"));
            case APPLY_FAILURE -> new Finding.ApplyFailure(table, ACME, KEY, SOURCE, null, "violates a constraint");
            case TEMPORAL_INCONSISTENCY -> new Finding.TemporalInconsistency(table, ACME, KEY, "differs since noon");
            case DUPLICATE_KEY ->
                new Finding.DuplicateKey(table, ACME, KEY, SOURCE, TARGET, "the target holds 2 rows under this key");
            case KEY_COLLISION ->
                new Finding.KeyCollision(table, ACME, KEY, SOURCE, "takes this key for the key 'K-1'");
            case MASS_DRIFT -> new Finding.MassDrift(table, "20000 rows differ");
            case COUNT_MISMATCH -> new Finding.CountMismatch(table, ACME, 3, 2);
            case RULE_VIOLATION ->
                new Finding.RuleViolation(table, ACME, "totals", "day=1", "3", "2", false, Severity.MEDIUM);
            case REFERENTIAL_VIOLATION ->
                new Finding.ReferentialViolation(table, ACME, "orphans", "id=1", "order 1", false, Severity.HIGH);
            case SCHEMA_DRIFT -> new Finding.SchemaDrift(table, ACME, "column note is gone", true);
        };
    }

    private Discrepancy recorded(DiscrepancyType type) {
        Checkpoint fence = daemon.lab.fence();
        Proof proof = new Proof(
                "run-1", "checksum", "1:2:", fence.sequence(), fence.position().text());
        return daemon.lab
                .control
                .discrepancies()
                .record("shop", finding(type), proof, Cause.UNKNOWN, "nothing tells", Severity.MEDIUM)
                .discrepancy();
    }

    @ParameterizedTest
    @EnumSource
    void keyOrSubjectImagesAndDetailAreShown(DiscrepancyType type) throws IOException, InterruptedException {
        Discrepancy found = recorded(type);
        String words = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String shownKey = type.hasKey() ? "k-1" : found.place().subject();
        String detail = DETAILS.getOrDefault(type, "");

        String list = get("/discrepancies?type=" + type);
        assertThat(list).contains(words, shownKey).doesNotContain(KEY.encoded(), ">null<");
        String page = get("/discrepancies/" + found.id());
        assertThat(page).containsIgnoringCase(words).contains(shownKey, detail).doesNotContain(KEY.encoded(), ">null<");
        assertThat(page.contains("APPLY_SOURCE")).as("offers to write the row").isEqualTo(type.isCorrectable());
        assertThat(page).as("a person can decide it").contains("KEEP_TARGET", "ACCEPT");
        if (found.difference().source() != null) {
            assertThat(page).contains("source name");
        }
        if (found.difference().target() != null) {
            assertThat(page).contains("target name");
        }

        JsonNode json = new ObjectMapper().readTree(get("/api/v1/discrepancies/" + found.id()));
        assertThat(json.path("type").asText()).isEqualTo(type.name());
        assertThat(json.path("detail").asText()).contains(detail);
        assertThat(json.path("key").isNull()).isEqualTo(!type.hasKey());
        assertThat(json.path("key").path(0).asText()).isEqualTo(type.hasKey() ? "k-1" : "");

        ReviewLine line = ReviewLine.of(new ReviewItem(found, null), new RowImages(daemon.lab.tables.values()), null);
        assertThat(line.headline()).contains(type.name(), shownKey).doesNotContain(KEY.encoded(), "null");
        assertThat(line.difference().detail()).contains(detail);
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(daemon.url(path)))
                        .header("Authorization", "Bearer " + DaemonLab.TOKEN)
                        .header("Cookie", AccessControl.COOKIE + "=" + session)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }
}
