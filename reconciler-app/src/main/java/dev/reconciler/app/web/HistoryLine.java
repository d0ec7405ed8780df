package dev.reconciler.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.audit.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An entry of the audit log as its discrepancy's page tells it.
 *
 * @param note why, in words; may be empty
 * @param more whatever else the entry says that the page doesn't
 */
public record HistoryLine(Instant at, String actor, String what, String note, String more) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Source and target are hashes of the rows, which tell a person nothing; the API has them. */
    private static final Set<String> LEFT_OUT =
            Set.of("from", "to", "note", "table", "tenant", "type", "version", "pipeline", "source", "target");

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
        String what = entry.action()
                .substring(entry.action().indexOf('.') + 1)
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
        return new HistoryLine(
                entry.at(), entry.actor(), what, detail.path("note").asText(), String.join(", ", more));
    }

    private static JsonNode detail(AuditEntry entry) {
        try {
            return JSON.readTree(entry.detail());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("entry " + entry.sequence() + " of the audit log is no JSON object", e);
        }
    }
}
