package dev.reconciler.bench.lab.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.bench.lab.oracle.RowDifference;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The score as one JSON object; its names are a contract. Times are ISO 8601 in UTC. */
public final class ScoreJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScoreJson() {}

    public static String render(Score score) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("seed", score.seed());
        object.put("injected", score.drifts().size());
        object.put("detected", score.detected());
        object.put("corrected", score.withOutcome(DriftOutcome.CORRECTED));
        object.put("queued", score.withOutcome(DriftOutcome.QUEUED));
        object.put("falseAlarms", score.falseAlarms().size());
        object.put("rowsLost", score.lost().size());
        object.put("worstSecondsToDetect", score.worstSecondsToDetect());
        object.put("inFlight", score.inFlight() == null ? null : inFlight(score.inFlight()));
        object.put("drifts", score.drifts().stream().map(ScoreJson::drift).toList());
        object.put("alarms", score.falseAlarms().stream().map(ScoreJson::alarm).toList());
        object.put("lost", score.lost().stream().map(ScoreJson::row).toList());
        object.put("leftOut", score.leftOut());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a score of plain values has no JSON form", e);
        }
    }

    private static Map<String, @Nullable Object> inFlight(InFlightFigures figures) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("most", figures.most());
        object.put("oldestSeconds", figures.oldest().toMillis() / 1000.0);
        object.put("left", figures.left());
        return object;
    }

    private static Map<String, @Nullable Object> alarm(Observed observed) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("table", observed.table());
        object.put(
                "tenant", observed.tenant().isNone() ? null : observed.tenant().value());
        object.put("subject", observed.subject());
        object.put("type", observed.type().name());
        object.put("detectedAt", observed.detectedAt().toString());
        object.put("cause", observed.cause().name());
        object.put("outcome", observed.outcome().name().toLowerCase(Locale.ROOT));
        return object;
    }

    private static Map<String, @Nullable Object> row(RowDifference row) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("table", row.table());
        object.put("key", row.key().toString());
        return object;
    }

    private static Map<String, @Nullable Object> drift(ScoredDrift scored) {
        Injected drift = scored.drift();
        Instant detectedAt = scored.detectedAt();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("table", drift.table());
        object.put("tenant", drift.tenant().isNone() ? null : drift.tenant().value());
        object.put("key", drift.key().toString());
        object.put("type", drift.kind().type().name());
        object.put("injectedAt", drift.injectedAt().toString());
        object.put("detectedAt", detectedAt == null ? null : detectedAt.toString());
        object.put("cause", scored.cause() == null ? null : scored.cause().name());
        object.put("outcome", scored.outcome().name().toLowerCase(Locale.ROOT));
        return object;
    }
}
