package dev.reconciler.audit;

import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;

/** The audit chain of each pipeline, for reading. Entries are added through {@link AuditTrail}. */
public interface AuditLog {
    /**
     * Entries, newest first.
     *
     * @param subject of this subject alone; all if empty
     */
    Page<AuditEntry> entries(String pipeline, String subject, PageRequest page);

    /** Walks the whole chain of one snapshot. */
    ChainCheck verify(String pipeline);
}
