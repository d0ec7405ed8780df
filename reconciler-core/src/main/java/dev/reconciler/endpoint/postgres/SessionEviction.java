package dev.reconciler.endpoint.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** Gives up a pooled connection after a failure that lies in its session ({@link StaleSession}). */
public final class SessionEviction implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return StaleSession.caused(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
