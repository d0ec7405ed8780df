package dev.reconciler.audit;

import java.util.Map;

/**
 * The content of an audit entry that is to be added.
 *
 * @param actor a person, or the part of the daemon that acted
 * @param action such as {@code discrepancy.IN_REVIEW}
 * @param subject the id of the object of the action
 * @param detail by name; images of rows only as hashes, never as values
 */
public record AuditRecord(String pipeline, String actor, String action, String subject, Map<String, String> detail) {
    public AuditRecord {
        detail = Map.copyOf(detail);
    }
}
