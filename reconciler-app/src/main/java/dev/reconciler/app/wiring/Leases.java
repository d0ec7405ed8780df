package dev.reconciler.app.wiring;

import dev.reconciler.cdc.apply.LeaseTaker;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.position.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Becoming a pipeline's one writer, and saying so where it takes time. */
final class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private Leases() {}

    /** @throws dev.reconciler.endpoint.write.DeposedException if another writer lives */
    static Checkpoint take(TargetStore store, String owner) {
        return new LeaseTaker(
                        store,
                        RealTime.PATIENCE,
                        held -> LOG.info(
                                "the pipeline's lease is held by {} until {} by the target's clock; waiting to see whether it"
                                        + " is renewed or runs out",
                                held.owner(),
                                held.until()))
                .take(owner);
    }
}
