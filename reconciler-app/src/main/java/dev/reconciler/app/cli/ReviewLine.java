package dev.reconciler.app.cli;

import dev.reconciler.app.http.RowImages;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.review.ReviewItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A review item as printed.
 *
 * @param key of its row; its subject if it is not about one row
 * @param version to name with a decision
 * @param plannedCorrection the write that dry-run prevents
 * @param decision the reviewer's valid decision; null if there is none
 */
record ReviewLine(
        String id,
        int version,
        String type,
        String severity,
        String cause,
        String causeEvidence,
        String table,
        String tenant,
        String key,
        List<String> columns,
        String detail,
        long seen,
        Instant since,
        @Nullable String claimedBy,
        @Nullable Map<String, @Nullable String> source,
        @Nullable Map<String, @Nullable String> target,
        String state,
        @Nullable String plannedCorrection,
        @Nullable String decision) {

    static ReviewLine of(ReviewItem item, RowImages images, @Nullable String planned) {
        Discrepancy found = item.discrepancy();
        return new ReviewLine(
                found.id(),
                found.version(),
                found.type().name(),
                found.severity().name(),
                found.cause().name(),
                found.causeEvidence(),
                found.table(),
                found.tenant().toString(),
                RowImages.key(found).map(parts -> String.join(",", parts)).orElse(found.subject()),
                found.columns(),
                found.detail(),
                found.seen(),
                found.stateSince(),
                item.claim() == null ? null : item.claim().reviewer(),
                images.named(found.table(), found.source()),
                images.named(found.table(), found.target()),
                found.state().name(),
                planned,
                found.decision() == null ? null : found.decision().name());
    }

    /** Returns its subject in one line. */
    String headline() {
        return type + " in " + table + ", tenant " + tenant + ", " + key + ", seen " + seen + " times, "
                + (decision == null ? "in review" : decision) + " since " + since
                + (claimedBy == null ? "" : ", claimed by " + claimedBy) + ", version " + version
                + (plannedCorrection == null
                        ? ""
                        : ", planned correction " + plannedCorrection + " (dry-run: not written)")
                + ", likely cause " + cause
                + (causeEvidence.isEmpty() ? "" : ": " + causeEvidence);
    }
}
