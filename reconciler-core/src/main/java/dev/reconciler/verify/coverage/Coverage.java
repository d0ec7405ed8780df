package dev.reconciler.verify.coverage;

import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.Verdict;
import java.util.List;

/** Through which position each table and tenant is verified, so that silence is never mistaken for health. */
public interface Coverage {
    /**
     * Both sides were compared at the fence. The point only moves forward: a run that ends after a later one leaves it.
     *
     * @param verdict AGREED or DIVERGED
     */
    void verified(String pipeline, String table, TenantId tenant, String job, Verdict verdict, Checkpoint fence);

    /**
     * A verification could say nothing; how far it was verified before stays.
     *
     * @param count rows of which nothing can be said; -1 if not even that is known
     */
    void unverifiable(String pipeline, String table, TenantId tenant, String job, String reason, long count);

    /** By table and tenant. */
    List<Covered> list(String pipeline);
}
