package dev.reconciler.endpoint.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Gives up a pooled connection after a failure that lies in its session ({@link StaleSession}). A statement that the server
 * does not support (0A000), such as a user's query that writes, leaves the session as it was, which the pool would give up.
 */
public final class SessionEviction implements SQLExceptionOverride {
    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        if (StaleSession.caused(failure)) {
            return Override.MUST_EVICT;
        }
        return FEATURE_NOT_SUPPORTED.equals(failure.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
