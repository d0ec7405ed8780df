package dev.reconciler.run;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;

/**
 * A run's result for one table and tenant. Numbers of rows are those at the position of the verdict, on both sides, so AGREED has
 * equal numbers.
 *
 * @param inDoubt keys that changed while they were verified, each of which was checked against the ledger
 * @param note the reason for UNVERIFIABLE; further remarks
 */
public record RunResult(
        String table,
        TenantId tenant,
        Verdict verdict,
        long sourceRows,
        long targetRows,
        long inDoubt,
        long discrepancies,
        String note) {
    public RunResult {
        if (verdict == Verdict.AGREED && sourceRows != targetRows) {
            throw new IllegalArgumentException(table + " can't be AGREED with " + sourceRows
                    + " rows in the source and " + targetRows + " in the target");
        }
    }
}
