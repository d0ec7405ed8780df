package dev.reconciler.audit;

import java.util.Map;

/**
 * What is to be put on record.
 *
 * @param actor a person, or the part of the daemon that acted
 * @param action such as {@code discrepancy.IN_REVIEW}
 * @param subject the id of what was acted upon
 * @param detail by name; images of rows only as hashes, never as values
 */
public record AuditRecord(String pipeline, String actor, String action, String subject, Map<String, String> detail) {
    public AuditRecord {
        detail = Map.copyOf(detail);
    }
}
