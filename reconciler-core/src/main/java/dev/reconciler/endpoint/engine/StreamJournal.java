package dev.reconciler.endpoint.engine;

import java.util.Optional;

/** Remembers a stream's {@link StreamOrigin} beyond a restart, in the target. */
public interface StreamJournal {
    /** Empty if no stream was set up, or its set-up was not finished. */
    Optional<StreamOrigin> origin();

    /** Replaces what was remembered. */
    void created(StreamOrigin origin);

    /** Forgets the stream, once it is taken down. */
    void forget();
}
