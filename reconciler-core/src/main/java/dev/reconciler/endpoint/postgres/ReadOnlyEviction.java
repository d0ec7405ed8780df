package dev.reconciler.endpoint.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Gives up a connection on which the server refused to write. Whether a session is read-only is decided when it begins, so a kept one
 * would go on being refused after the server takes writes again, or after another server took its place.
 */
public final class ReadOnlyEviction implements SQLExceptionOverride {
    private static final String READ_ONLY_SQL_TRANSACTION = "25006";

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return READ_ONLY_SQL_TRANSACTION.equals(failure.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
