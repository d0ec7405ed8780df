package dev.reconciler.bench.lab.score;

import static dev.reconciler.bench.lab.score.Samples.ACME;
import static dev.reconciler.bench.lab.score.Samples.START;
import static dev.reconciler.bench.lab.score.Samples.drift;
import static dev.reconciler.bench.lab.score.Samples.observed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.bench.lab.drift.DriftKind;
import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A score as people and scripts read it. */
@Tag("unit")
class ScoreOutputTest {
    @Test
    void jsonHasTheContractsNames() throws Exception {
        JsonNode json = new ObjectMapper().readTree(ScoreJson.render(mixed()));

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "seed",
                        "injected",
                        "detected",
                        "corrected",
                        "queued",
                        "falseAlarms",
                        "rowsLost",
                        "worstSecondsToDetect",
                        "inFlight",
                        "drifts",
                        "alarms",
                        "lost",
                        "leftOut");
        assertThat(json.get("inFlight").isNull()).isTrue();
        assertThat(json.get("seed").asLong()).isEqualTo(42);
        assertThat(json.get("injected").asInt()).isEqualTo(2);
        assertThat(json.get("detected").asInt()).isEqualTo(1);
        assertThat(json.get("falseAlarms").asInt()).isEqualTo(1);
        assertThat(json.get("rowsLost").asInt()).isEqualTo(1);
        assertThat(json.get("worstSecondsToDetect").asDouble()).isEqualTo(2.5);
        assertThat(json.get("alarms").get(0).toString()).isEqualTo("""
                        {"table":"shop.client","tenant":"acme","subject":"","type":"COUNT_MISMATCH",\
                        "detectedAt":"2026-05-04T10:00:01Z","cause":"UNKNOWN","outcome":"reported"}""");
        assertThat(json.get("lost").toString()).isEqualTo("[{\"table\":\"shop.payment\",\"key\":\"99\"}]");
        assertThat(json.get("drifts").get(0).toString()).isEqualTo("""
                        {"table":"shop.payment","tenant":"acme","key":"17","type":"MISSING_IN_TARGET",\
                        "injectedAt":"2026-05-04T10:00:00Z","detectedAt":"2026-05-04T10:00:02.500Z",\
                        "cause":"ROGUE_WRITE","outcome":"corrected"}""");
        assertThat(json.get("drifts").get(1).get("tenant").isNull()).isTrue();
        assertThat(json.get("drifts").get(1).get("detectedAt").isNull()).isTrue();
        assertThat(json.get("drifts").get(1).get("cause").isNull()).isTrue();
        assertThat(json.get("drifts").get(1).get("outcome").asText()).isEqualTo("missed");
    }

    @Test
    void tableNamesWhatIsWrong() {
        assertThat(ScoreTable.render(mixed()))
                .containsPattern("missing row +1 +1 +1 +0 +2\\.5")
                .containsPattern("changed field +1 +0 +0 +0 +-")
                .containsPattern("all +2 +1 +1 +0 +2\\.5")
                .contains("false alarms: 1, rows lost: 1, seed: 42")
                .contains("not resolved: changed field EUR of shop.currency, tenant -: missed")
                .contains("false alarm: COUNT_MISMATCH")
                .contains("row lost: 99 of shop.payment")
                .contains("FAILED");
    }

    @Test
    void untriedPartsAreNamed() {
        Score score = mixed().without(List.of("rules: no query language"));

        assertThat(ScoreTable.render(score)).contains("left out: rules: no query language");
        assertThat(ScoreJson.render(score).replaceAll("\\s+", "")).contains("\"leftOut\":[\"rules:noquerylanguage\"]");
        assertThat(ScoreTable.render(mixed())).doesNotContain("left out");
    }

    @Test
    void rowLeftInFlightFails() {
        Score found = new Score(
                1,
                List.of(new ScoredDrift(
                        drift(DriftKind.LOST_UPDATE), START.plusSeconds(4), Cause.UNKNOWN, DriftOutcome.CORRECTED)),
                List.of(),
                List.of());
        Score settled = found.with(new InFlightFigures(7, Duration.ofMillis(2_250), 0));
        Score unsettled = found.with(new InFlightFigures(7, Duration.ofMillis(2_250), 1));

        assertThat(settled.passed()).isTrue();
        assertThat(unsettled.passed()).isFalse();
        assertThat(ScoreJson.render(settled).replaceAll("\\s+", ""))
                .contains("\"inFlight\":{\"most\":7,\"oldestSeconds\":2.25,\"left\":0}");
        assertThat(ScoreTable.render(unsettled))
                .contains("at most 7 rows at a time, for at most 2.3 s; left at the end: 1")
                .contains("FAILED");
    }

    private static Score mixed() {
        Injected currency = new Injected(
                DriftKind.CHANGED_FIELD,
                "shop.currency",
                TenantId.NONE,
                RowKey.of("EUR"),
                START,
                new Injected.Reach(Set.of("shop.currency"), Set.of(TenantId.NONE), Set.of("EUR")),
                false);
        return new Score(
                42,
                List.of(
                        new ScoredDrift(
                                drift(DriftKind.MISSING_ROW),
                                START.plusMillis(2_500),
                                Cause.ROGUE_WRITE,
                                DriftOutcome.CORRECTED),
                        new ScoredDrift(currency, null, null, DriftOutcome.MISSED)),
                List.of(observed("shop.client", ACME, "", DiscrepancyType.COUNT_MISMATCH, 1)),
                List.of(new RowDifference("shop.payment", RowKey.of("99"))));
    }
}
