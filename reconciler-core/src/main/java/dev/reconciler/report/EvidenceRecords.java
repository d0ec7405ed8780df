package dev.reconciler.report;

import dev.reconciler.row.TenantId;
import java.util.List;

/**
 * The records about one tenant. No record of another tenant, and none of tables without tenants, is read. Differences that the
 * canary planted are left out.
 */
public interface EvidenceRecords {
    /** By table, of tables with a record. */
    List<TenantCoverage> coverage(String pipeline, TenantId tenant);

    /** The tenant's discrepancies in their present states, by type and severity. */
    List<StateFigure> states(String pipeline, TenantId tenant);

    /** The tenant's discrepancies, newest change of state first; at most {@code limit} are listed. */
    Listed<RecordedDiscrepancy> discrepancies(String pipeline, TenantId tenant, int limit);

    /** Decisions of people, and decisions that they took back, newest first; at most {@code limit} are listed. */
    Listed<ChainEntry> decisions(String pipeline, TenantId tenant, int limit);

    /** Corrections by policy, newest first; at most {@code limit} are listed. */
    Listed<ChainEntry> corrections(String pipeline, TenantId tenant, int limit);
}
