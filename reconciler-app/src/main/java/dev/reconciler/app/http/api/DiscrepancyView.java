package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.PlannedCorrections;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A discrepancy in the API. */
record DiscrepancyView(
        String id,
        String pipeline,
        String table,
        @Nullable String tenant,
        @Nullable List<String> key,
        String subject,
        String type,
        String cause,
        String causeEvidence,
        String severity,
        String state,
        Instant stateSince,
        @Nullable Map<String, @Nullable String> source,
        @Nullable Map<String, @Nullable String> target,
        List<String> columns,
        String detail,
        Proof proof,
        long seen,
        Instant firstSeen,
        Instant lastSeen,
        int version,
        @Nullable Instant acceptedUntil,
        @Nullable String correction,
        @Nullable String plannedCorrection,
        @Nullable String decision) {

    static DiscrepancyView of(Discrepancy d, RowImages images, ApiServices services) {
        return new DiscrepancyView(
                d.id(),
                d.pipeline(),
                d.table(),
                d.tenant().isNone() ? null : d.tenant().value(),
                RowImages.key(d).orElse(null),
                d.subject(),
                d.type().name(),
                d.cause().name(),
                d.causeEvidence(),
                d.severity().name(),
                d.state().name(),
                d.stateSince(),
                images.named(d.table(), d.source()),
                images.named(d.table(), d.target()),
                d.columns(),
                d.detail(),
                d.proof(),
                d.seen(),
                d.firstSeen(),
                d.lastSeen(),
                d.version(),
                d.acceptedUntil(),
                d.correction(),
                PlannedCorrections.of(services, d).orElse(null),
                d.decision() == null ? null : d.decision().name());
    }
}
