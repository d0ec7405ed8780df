package dev.reconciler.verify.coverage;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.util.List;

/** Through which position each table and tenant is verified, so that silence is never mistaken for health. */
public interface Coverage {
    /**
     * Both sides were compared, chunk by chunk, each at a fence of its own.
     *
     * @param verdict AGREED or DIVERGED; stands however far the table was known to be verified
     * @param through the earliest of the fences, and when the first chunk was compared. The point on record only moves forward
     */
    void verified(String pipeline, String table, TenantId tenant, Verdict verdict, VerifiedThrough through);

    /**
     * A verification could say nothing; how far it was verified before stays.
     *
     * @param count rows of which nothing can be said; -1 if not even that is known
     */
    void unverifiable(String pipeline, String table, TenantId tenant, String job, String reason, long count);

    /** By table and tenant. */
    List<Covered> list(String pipeline);

    /** What is known of one table, in the order of the tenants. */
    List<Covered> list(String pipeline, String table);
}
