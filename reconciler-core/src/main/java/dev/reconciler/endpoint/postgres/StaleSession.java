package dev.reconciler.endpoint.postgres;

import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Failures that lie in what a session remembers, not in the statement or its values: the same statement succeeds in a new
 * session. Such a failure never counts as bad data, and its connection is given up.
 *
 * <ul>
 *   <li>25006: whether a session is read-only is decided when it begins.
 *   <li>26000, 42P05: a prepared statement is gone, or exists already, in the server's session: a pooler in transaction mode gave
 *       the statement another session.
 *   <li>0A000 raised by plan revalidation: the result type of a prepared statement changed by DDL.
 *   <li>XX000: "cache lookup failed for type", after a type was dropped and created again; also other internal errors.
 * </ul>
 */
public final class StaleSession {
    private static final Set<String> STATES = Set.of("25006", "26000", "42P05", "XX000");
    private static final Set<String> POOLED = Set.of("26000", "42P05");
    private static final String FEATURE_NOT_SUPPORTED = "0A000";
    private static final Set<String> REVALIDATION = Set.of("RevalidateCachedQuery", "RevalidateCachedPlan");

    private StaleSession() {}

    public static boolean caused(SQLException failure) {
        String state = failure.getSQLState();
        return state != null
                && (STATES.contains(state) || (state.equals(FEATURE_NOT_SUPPORTED) && ofRevalidation(failure)));
    }

    /** Returns an explanation to append to the failure's message; empty if there is nothing to add. */
    public static String hint(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && POOLED.contains(state)
                ? " (a connection pooler in transaction mode gave the statement another session of the server: connect"
                        + " to the server directly, or use a pool in session mode)"
                : "";
    }

    private static boolean ofRevalidation(SQLException failure) {
        if (!(failure instanceof PSQLException refused)) {
            return false;
        }
        ServerErrorMessage message = refused.getServerErrorMessage();
        return message != null && message.getRoutine() != null && REVALIDATION.contains(message.getRoutine());
    }
}
