package dev.reconciler.verify.coverage;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The coverage of one table and tenant.
 *
 * @param verdict the last one, of {@code verdictJob} at {@code verdictAt}
 * @param verified the point through which both sides were compared; null if they never were
 */
public record Covered(
        String pipeline,
        String table,
        TenantId tenant,
        Verdict verdict,
        String verdictJob,
        Instant verdictAt,
        @Nullable VerifiedThrough verified,
        NoVerdict noVerdict) {
    /** The latest point at which source and target were compared in full, and when that was. */
    public record VerifiedThrough(long sequence, String position, Instant at, String job) {}

    /**
     * The rows about which the last verification made no statement.
     *
     * @param reason empty if it had a verdict
     * @param count 0 if it had a verdict; -1 if unknown
     */
    public record NoVerdict(String reason, long count) {}
}
