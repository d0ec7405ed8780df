package dev.reconciler.verify.coverage;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.util.List;

/** The position through which each table and tenant is verified, so that missing verification is never mistaken for agreement. */
public interface Coverage {
    /**
     * Records a comparison of both sides, chunk by chunk, each at its own fence.
     *
     * @param verdict AGREED or DIVERGED; recorded regardless of the earlier coverage
     * @param through the earliest of the fences, and the time of the first chunk's comparison. The recorded point only moves
     *     forward
     */
    void verified(String pipeline, String table, TenantId tenant, Verdict verdict, VerifiedThrough through);

    /**
     * Records a verification without a verdict; the earlier coverage is kept.
     *
     * @param count rows without a verdict; -1 if unknown
     */
    void unverifiable(String pipeline, String table, TenantId tenant, String job, String reason, long count);

    /** The coverage by table and tenant. */
    List<Covered> list(String pipeline);

    /** The coverage of one table, in the order of the tenants. */
    List<Covered> list(String pipeline, String table);
}
