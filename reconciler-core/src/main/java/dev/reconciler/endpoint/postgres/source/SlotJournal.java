package dev.reconciler.endpoint.postgres.source;

import java.util.Optional;

/** Remembers a pipeline's {@link SlotOrigin} beyond a restart. The pipeline stores it beside the checkpoint. */
public interface SlotJournal {
    /** Empty if no slot was created, or its creation did not get to its end. */
    Optional<SlotOrigin> origin();

    /** Replaces what was remembered. */
    void created(SlotOrigin origin);
}
