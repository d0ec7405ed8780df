package dev.reconciler.verify;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import java.util.List;
import java.util.Map;

/**
 * What verification of one chunk proved.
 *
 * @param sourceRows rows per tenant in the source's chunk
 * @param targetRows rows per tenant in the target's chunk
 * @param inDoubt keys in doubt that were checked against the ledger
 * @param findings every difference in the chunk, none twice
 */
public record ChunkOutcome(
        String table,
        KeyRange range,
        Map<TenantId, Long> sourceRows,
        Map<TenantId, Long> targetRows,
        int inDoubt,
        List<Finding> findings) {
    public ChunkOutcome {
        sourceRows = Map.copyOf(sourceRows);
        targetRows = Map.copyOf(targetRows);
        findings = List.copyOf(findings);
    }

    /** The same chunk with other findings. */
    public ChunkOutcome with(List<? extends Finding> others) {
        return new ChunkOutcome(table, range, sourceRows, targetRows, inDoubt, List.copyOf(others));
    }

    public Verdict verdict() {
        return findings.isEmpty() ? Verdict.AGREED : Verdict.DIVERGED;
    }
}
