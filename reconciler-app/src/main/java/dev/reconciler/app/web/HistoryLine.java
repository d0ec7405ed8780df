package dev.reconciler.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.audit.AuditEntry;
import dev.reconciler.text.Constants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An entry of the audit log as a sentence.
 *
 * @param what the action, as the rest of a sentence that begins with the actor
 * @param note the actor's note; may be empty
 * @param more the entry's remaining details
 */
public record HistoryLine(Instant at, String actor, String what, String note, String more) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Details that the page shows elsewhere, and the hashes of both rows, which only the API returns. */
    private static final Set<String> LEFT_OUT = Set.of(
            "from",
            "to",
            "note",
            "table",
            "tenant",
            "type",
            "version",
            "pipeline",
            "source",
            "target",
            "decision",
            "until",
            "values");

    private static final Set<String> DECIDED = Set.of("RESOLVED", "ACCEPTED", "AUTO_CORRECTED");

    static HistoryLine of(AuditEntry entry) {
        JsonNode detail = detail(entry);
        List<String> more = new ArrayList<>();
        detail.fields().forEachRemaining(field -> {
            String value = field.getValue().isValueNode()
                    ? field.getValue().asText()
                    : field.getValue().toString();
            if (!LEFT_OUT.contains(field.getKey()) && !value.isEmpty()) {
                more.add(field.getKey() + " " + value);
            }
        });
        return new HistoryLine(
                entry.at(),
                entry.actor(),
                what(entry.action(), detail),
                detail.path("note").asText(),
                String.join(", ", more));
    }

    /** Such as {@code anna kept the target: known, ticket 123}. */
    public String sentence() {
        return actor + " " + what + (note.isEmpty() ? "" : ": " + note);
    }

    private static String what(String action, JsonNode detail) {
        String decision = detail.path("decision").asText();
        if (!decision.isEmpty()) {
            return decided(decision, detail);
        }
        return switch (action) {
            case "discrepancy.OPEN" -> "found it";
            case "discrepancy.IN_REVIEW" -> isReopened(detail) ? "reopened it" : "sent it to review";
            case "discrepancy.AUTO_CORRECTED" -> "corrected it";
            case "discrepancy.HEALED" -> "closed it as healed";
            case "discrepancy.RESOLVED" -> "resolved it";
            case "discrepancy.ACCEPTED" -> "accepted it";
            case "review.CLAIMED" -> "claimed it";
            case "session.LOGIN" -> "logged in";
            case "session.LOGOUT" -> "logged out";
            case "run.STARTED" -> "started a run";
            case "correction.UNDONE" -> "undid the correction";
            default -> words(action);
        };
    }

    private static boolean isReopened(JsonNode detail) {
        return DECIDED.contains(detail.path("from").asText());
    }

    private static String decided(String decision, JsonNode detail) {
        return switch (decision) {
            case "APPLY_SOURCE" -> "made the target equal to the source";
            case "KEEP_TARGET" -> "kept the target";
            case "CUSTOM_FIX" -> "wrote a custom fix (" + detail.path("values").asText("columns unknown") + ")";
            case "ACCEPT" -> "accepted it until " + detail.path("until").asText();
            default -> words(decision);
        };
    }

    private static String words(String constant) {
        return Constants.words(constant.substring(constant.indexOf('.') + 1));
    }

    private static JsonNode detail(AuditEntry entry) {
        try {
            return JSON.readTree(entry.detail());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the detail of audit entry " + entry.sequence() + " is no JSON object", e);
        }
    }
}
