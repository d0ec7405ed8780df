package dev.reconciler.report;

import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The coverage of a tenant's rows in one table.
 *
 * @param verdict of the last verification, by {@code verdictJob} at {@code verdictAt}; all three are null if there was none
 * @param verifiedThrough the point through which both sides were compared in full; null if they never were
 * @param unverifiableReason the reason why the last verification had no verdict; empty if it had one
 */
public record TenantCoverage(
        String table,
        @Nullable Verdict verdict,
        @Nullable String verdictJob,
        @Nullable Instant verdictAt,
        @Nullable VerifiedThrough verifiedThrough,
        String unverifiableReason) {
    static TenantCoverage never(String table) {
        return new TenantCoverage(table, null, null, null, null, "");
    }
}
