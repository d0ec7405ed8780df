package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.Lease;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.window.Patience;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a pipeline's lease, even from a dead writer. A killed process could not release its lease, and its record looks valid
 * until it expires; renewals show the difference:
 *
 * <ol>
 *   <li>The lease is held: store its record, and read it repeatedly.
 *   <li>It was renewed, or has another epoch: its holder is alive. Taking the lease is refused, within a renewal's interval (a
 *       fifth of the time to live).
 *   <li>It expired: take it. If its holder returns at the same moment, one statement on one row decides between the two.
 * </ol>
 *
 * <p>So a successor waits for at most one time to live, 10 s by default, and needs no other heartbeat. A lock held by the
 * holder's session would show a crash immediately, but also a cut connection of a running process, and a process id is
 * meaningless across containers: either would depose a running daemon to save seconds. A wrong decision here would not harm data:
 * the epoch in the checkpoint fails every commit of the deposed writer.
 */
public final class LeaseTaker {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseTaker.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final TargetStore target;
    private final Patience patience;
    private final Consumer<Lease> waiting;

    /** Creates a taker that logs the lease that it waits for. */
    public LeaseTaker(TargetStore target, Patience patience) {
        this(
                target,
                patience,
                held -> LOG.info(
                        "the pipeline's lease is held by {} until {} by the target's clock; waiting until it is renewed or"
                                + " expires",
                        held.owner(),
                        held.until()));
    }

    /** @param waiting receives, once, the lease that this process waits for */
    public LeaseTaker(TargetStore target, Patience patience, Consumer<Lease> waiting) {
        this.target = target;
        this.patience = patience;
        this.waiting = waiting;
    }

    /**
     * @param owner names this process for people
     * @throws DeposedException if another writer is alive, or this thread was interrupted while it waited
     */
    public Checkpoint take(String owner) {
        try {
            return target.acquireLease(owner);
        } catch (DeposedException refused) {
            Optional<Lease> held = target.lease();
            held.ifPresent(waiting);
            if (held.isPresent() && !decided(held.get())) {
                throw refused;
            }
            return target.acquireLease(owner);
        }
    }

    /** Releases a lease, so that the next writer need not wait. */
    public void release(Checkpoint lease) {
        target.releaseLease(lease.epoch());
    }

    /** Waits until the lease was renewed, expired or was released; false if interrupted before. */
    private boolean decided(Lease held) {
        while (!Thread.currentThread().isInterrupted()) {
            Optional<Lease> now = target.lease();
            if (now.isEmpty() || now.get().isRenewalOf(held) || now.get().left().compareTo(Duration.ZERO) <= 0) {
                return true;
            }
            patience.await(() -> false, LOOK);
        }
        return false;
    }
}
