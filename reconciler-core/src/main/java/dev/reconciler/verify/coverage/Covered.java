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
 * @param unverifiableReason the reason why the last verification had no verdict; empty if it had one
 */
public record Covered(
        String pipeline,
        String table,
        TenantId tenant,
        Verdict verdict,
        String verdictJob,
        Instant verdictAt,
        @Nullable VerifiedThrough verified,
        String unverifiableReason,
        long unverifiableCount) {
    /** The latest point at which source and target were compared in full, and when that was. */
    public record VerifiedThrough(long sequence, String position, Instant at, String job) {}
}
