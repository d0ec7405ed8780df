package dev.reconciler.endpoint.engine;

import java.util.Optional;

/** Stores a stream's {@link StreamOrigin} in the target. */
public interface StreamJournal {
    /** The stored origin; empty if no stream was set up, or its set-up was not finished. */
    Optional<StreamOrigin> origin();

    /** Replaces the stored origin. */
    void created(StreamOrigin origin);

    /** Deletes the stored origin, once the stream is taken down. */
    void forget();
}
