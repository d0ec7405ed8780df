package dev.reconciler.verify;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import java.util.List;
import java.util.Map;

/**
 * What verification of one chunk proved.
 *
 * @param rows rows of the source per tenant in the chunk
 * @param inDoubt keys in doubt that were checked against the ledger
 * @param findings every difference in the chunk, none twice
 */
public record ChunkOutcome(
        String table, KeyRange range, Map<TenantId, Long> rows, int inDoubt, List<Finding> findings) {
    public ChunkOutcome {
        rows = Map.copyOf(rows);
        findings = List.copyOf(findings);
    }

    public Verdict verdict() {
        return findings.isEmpty() ? Verdict.AGREED : Verdict.DIVERGED;
    }
}
