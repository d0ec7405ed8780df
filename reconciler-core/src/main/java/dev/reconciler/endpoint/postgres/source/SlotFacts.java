package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.postgres.position.Lsn;
import org.jspecify.annotations.Nullable;

/**
 * The server and the slot as they are now, read in one query.
 *
 * @param inRecovery true if the server is a standby
 * @param flushed the end of the server's flushed log
 * @param slot null if there is no slot of that name
 */
public record SlotFacts(
        ServerIdentity server,
        boolean inRecovery,
        Lsn flushed,
        @Nullable Slot slot) {
    /**
     * @param confirmed the slot delivers nothing at or before it
     * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
     * @param problem the reason why the slot can't be used (it is of another plugin or database, or invalidated); null if it can
     * @param retainedBytes the amount of log that the server keeps because of the slot
     */
    public record Slot(
            Lsn confirmed,
            Lsn restart,
            boolean active,
            @Nullable String walStatus,
            @Nullable String problem,
            long retainedBytes) {}
}
