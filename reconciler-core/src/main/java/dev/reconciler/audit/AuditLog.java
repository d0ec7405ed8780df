package dev.reconciler.audit;

import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import java.util.Set;

/** The audit chain of each pipeline, for reading. Entries are added through {@link AuditTrail}. */
public interface AuditLog {
    /**
     * Entries, newest first.
     *
     * @param subject restricts the entries to this subject; empty: all entries
     */
    default Page<AuditEntry> entries(String pipeline, String subject, PageRequest page) {
        return entries(new AuditQuery(pipeline, subject, "", "", Set.of(), page));
    }

    /** Entries, newest first; oldest first if the request walks the chain. */
    Page<AuditEntry> entries(AuditQuery query);

    /** Walks the whole chain of one snapshot. */
    default ChainCheck verify(String pipeline) {
        return prove(pipeline).check();
    }

    /** As {@link #verify}, with the chain's length and the hash of its end in the same snapshot. */
    ChainProof prove(String pipeline);
}
