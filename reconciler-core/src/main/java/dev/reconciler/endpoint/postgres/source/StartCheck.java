package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.schema.Side;
import java.util.Optional;

/**
 * Checks that the slot still delivers everything after the checkpoint. PostgreSQL itself starts a stream in every one of these
 * cases, silently from where the slot is.
 */
public final class StartCheck {
    private final String noun;
    private final String advice;

    private StartCheck(Side side) {
        this.noun = side.noun();
        this.advice = side == Side.SOURCE
                ? " Run `serve --resync`: it starts a new stream and verifies every table in full."
                : "";
    }

    /** @throws StreamRefusedException with the reason and what to do */
    public static void require(
            Side side, String slotName, SlotFacts facts, Optional<StreamOrigin> origin, Lsn checkpoint) {
        new StartCheck(side).require(slotName, facts, origin, checkpoint);
    }

    private void require(String slotName, SlotFacts facts, Optional<StreamOrigin> origin, Lsn checkpoint) {
        requireServer(facts, origin, checkpoint);
        SlotFacts.Slot slot = facts.slot();
        if (slot == null) {
            throw refused("the replication slot " + slotName + " is gone: what was committed since " + checkpoint
                    + " can't be streamed." + advice);
        }
        if (origin.isEmpty()) {
            throw refused("the replication slot " + slotName
                    + " exists, but its creation by this pipeline was not finished." + advice);
        }
        if (slot.problem() != null) {
            throw refused("the replication slot " + slotName + " can't be used: " + slot.problem() + "." + advice);
        }
        if (!checkpoint.covers(slot.confirmed())) {
            throw refused("the replication slot " + slotName + " is at " + slot.confirmed() + ", past the checkpoint "
                    + checkpoint
                    + ": it was dropped and created again, or moved by another program; the changes in between would"
                    + " never be delivered." + advice);
        }
    }

    private void requireServer(SlotFacts facts, Optional<StreamOrigin> origin, Lsn checkpoint) {
        if (facts.inRecovery()) {
            throw refused("the " + noun
                    + " is a standby (pg_is_in_recovery): its snapshots don't tell which transactions are running."
                    + " Name the primary as the " + noun + ".");
        }
        if (origin.isPresent() && !origin.get().server().equals(facts.server())) {
            throw refused("the " + noun + " is another server than the one that the checkpoint belongs to (was "
                    + origin.get().server() + ", is " + facts.server()
                    + "): after a failover or a restore, log positions are not comparable." + advice);
        }
        if (!facts.flushed().covers(checkpoint)) {
            throw refused("the " + noun + "'s log ends at " + facts.flushed() + ", before the checkpoint " + checkpoint
                    + ": it has lost transactions that the target holds." + advice);
        }
    }

    private static StreamRefusedException refused(String message) {
        return new StreamRefusedException(message);
    }
}
