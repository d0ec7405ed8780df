package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.WriteFailedException;

/**
 * Renews a writer's lease on each run; the daemon runs it several times within the lease's time to live. An expired lease does
 * not endanger data: a writer that takes over raises the epoch, and this writer's next commit fails.
 */
public final class LeaseKeeper implements Runnable {
    private final TargetStore target;
    private final long epoch;
    private final ApplyListener listener;

    public LeaseKeeper(TargetStore target, long epoch, ApplyListener listener) {
        this.target = target;
        this.epoch = epoch;
        this.listener = listener;
    }

    @Override
    public void run() {
        try {
            target.renewLease(epoch);
            listener.leaseRenewed();
        } catch (DeposedException e) {
            listener.deposed(e);
        } catch (WriteFailedException e) {
            listener.leaseNotRenewed(e);
        }
    }
}
