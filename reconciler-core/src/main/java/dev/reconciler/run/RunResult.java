package dev.reconciler.run;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;

/**
 * What a run found in one table and tenant.
 *
 * @param note why, for UNVERIFIABLE; what else is worth saying
 */
public record RunResult(
        String table,
        TenantId tenant,
        Verdict verdict,
        long sourceRows,
        long targetRows,
        long discrepancies,
        String note) {}
