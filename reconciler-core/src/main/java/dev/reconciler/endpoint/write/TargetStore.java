package dev.reconciler.endpoint.write;

import dev.reconciler.position.Checkpoint;
import java.util.Optional;

/** The target, for writing. */
public interface TargetStore {
    TargetTransaction begin();

    /**
     * Takes over the pipeline as its only writer: raises the epoch, so that every other writer's next transaction fails.
     *
     * @param owner names the process for people
     * @throws DeposedException if another live writer holds the lease (renewed within its time to live)
     */
    Checkpoint acquireLease(String owner);

    /** Renews the lease of the writer of this epoch. @throws DeposedException if it was deposed */
    void renewLease(long epoch);

    void releaseLease(long epoch);

    /** The present lease, even if it has expired; empty if there is none. */
    Optional<Lease> lease();
}
