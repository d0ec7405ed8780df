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
 * Takes a pipeline's lease, also a dead writer's. A process that was killed could not release its lease, and its record looks like
 * that of a living one until it runs out; the difference shows in time:
 *
 * <ol>
 *   <li>The lease is held: remember what is on record, and look again and again.
 *   <li>It was renewed, or is of another epoch: its holder lives. Taking it is refused, within a renewal's interval (a fifth of the time to live).
 *   <li>It ran out: take it. If its holder comes back in that very moment, one statement on one row decides between the two.
 * </ol>
 *
 * <p>So a successor waits for one time to live at most, 10 s by default, and needs no second sign of life. A lock that the holder's
 * session keeps would show a death at once, but also one cut connection of a process that lives, and a process id says nothing
 * across containers: either would depose a living daemon to save seconds. No harm would come to the data of any mistake here: the
 * epoch in the checkpoint fails every commit of the writer that was deposed.
 */
public final class LeaseTaker {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseTaker.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final TargetStore target;
    private final Patience patience;
    private final Consumer<Lease> waiting;

    /** Logs for whose lease it waits. */
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

    /** @param waiting told once for whose lease this waits */
    public LeaseTaker(TargetStore target, Patience patience, Consumer<Lease> waiting) {
        this.target = target;
        this.patience = patience;
        this.waiting = waiting;
    }

    /**
     * @param owner names this process for people
     * @throws DeposedException if another writer lives, or this thread was interrupted while it waited
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

    /** Gives a lease back, so that the next writer need not wait. */
    public void release(Checkpoint lease) {
        target.releaseLease(lease.epoch());
    }

    /** Waits until the lease was renewed, ran out or was given back; false if interrupted before. */
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
