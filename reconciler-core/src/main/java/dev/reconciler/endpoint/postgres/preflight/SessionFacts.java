package dev.reconciler.endpoint.postgres.preflight;

import java.util.List;
import java.util.OptionalInt;

/**
 * The properties of a new session of the connected role.
 *
 * @param pooled true if two statements of one session may run in two sessions of the server, as behind a pooler in transaction mode
 * @param overridden settings of the role and the database that the product's sessions set to something else
 * @param replicationRole {@code session_replication_role} as a new session has it
 * @param limit the number of sessions that the role may have in this database, over all of its processes; empty if only the server's own
 *     {@code max_connections} bounds them
 * @param limitedBy the setting that limits the sessions, with the statement that raises it
 * @param available sessions that the server has left for a role like this one, not counting this product's
 */
public record SessionFacts(
        boolean pooled,
        List<RoleSetting> overridden,
        String replicationRole,
        OptionalInt limit,
        String limitedBy,
        int available) {
    public SessionFacts {
        overridden = List.copyOf(overridden);
    }
}
