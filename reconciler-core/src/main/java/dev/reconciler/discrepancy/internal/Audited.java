package dev.reconciler.discrepancy.internal;

import dev.reconciler.audit.AuditRecord;
import dev.reconciler.control.Json;
import dev.reconciler.discrepancy.Change;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Settlement.Decided;
import dev.reconciler.row.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The audit chain's entries about a discrepancy: never a row's values, only their hashes. */
final class Audited {
    private Audited() {}

    static AuditRecord transition(Discrepancy after, DiscrepancyState from, String actor, String note) {
        Map<String, String> detail = new TreeMap<>();
        detail.put("from", from.name());
        detail.put("to", after.state().name());
        detail.put("table", after.place().table());
        detail.put("tenant", after.place().tenant().value());
        detail.put("type", after.type().name());
        detail.put("version", Integer.toString(after.lifecycle().version()));
        detail.put("source", hash(after.difference().source()));
        detail.put("target", hash(after.difference().target()));
        detail.put("note", note);
        if (after.lifecycle().correction() != null) {
            detail.put("correction", after.lifecycle().correction());
        }
        return new AuditRecord(after.pipeline(), actor, "discrepancy." + after.state(), after.id(), detail);
    }

    /** As {@link #transition(Discrepancy, DiscrepancyState, String, String)}, with what a person decided. */
    static AuditRecord transition(Discrepancy after, DiscrepancyState from, Change change) {
        AuditRecord record = transition(after, from, change.actor(), change.note());
        Decided decided = change.settlement().decided();
        if (decided == null) {
            return record;
        }
        Map<String, String> detail = new TreeMap<>(record.detail());
        detail.put("decision", decided.kind().name());
        if (decided.until() != null) {
            detail.put("until", decided.until().toString());
        }
        if (!decided.columns().isEmpty()) {
            detail.put("values", String.join(", ", decided.columns()));
        }
        return new AuditRecord(record.pipeline(), record.actor(), record.action(), record.subject(), detail);
    }

    private static String hash(@Nullable Row row) {
        String image = Json.ofRow(row);
        if (image == null) {
            return "";
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(image.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256 (java.security.MessageDigest)", e);
        }
    }
}
