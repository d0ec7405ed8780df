package dev.reconciler.app.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.audit.AuditEntry;
import java.time.Instant;

/** An audit entry in JSON: one flat object, with the members of the link at its end. */
public record AuditView(
        String pipeline,
        long sequence,
        Instant at,
        String actor,
        String action,
        String subject,
        String detail,
        @JsonUnwrapped AuditEntry.Link link) {
    public static AuditView of(AuditEntry entry) {
        return new AuditView(
                entry.pipeline(),
                entry.sequence(),
                entry.at(),
                entry.actor(),
                entry.action(),
                entry.subject(),
                entry.detail(),
                entry.link());
    }
}
