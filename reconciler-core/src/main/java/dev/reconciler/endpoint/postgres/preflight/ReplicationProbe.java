package dev.reconciler.endpoint.postgres.preflight;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * Opens a replication connection, to learn whether the role may: the attribute REPLICATION is not the only way to the right, as
 * managed servers grant it by a role of theirs.
 */
final class ReplicationProbe {
    private static final String NO_CONNECTION_LEFT = "53300";

    private ReplicationProbe() {}

    /** The server's words if it refuses; empty if it doesn't, or has no replication connection left (max_wal_senders). */
    static Optional<String> refusal(String jdbcUrl, String user, String password, int timeoutSeconds) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, user);
        PGProperty.PASSWORD.set(properties, password);
        PGProperty.APPLICATION_NAME.set(properties, "reconciler-check");
        PGProperty.CONNECT_TIMEOUT.set(properties, timeoutSeconds);
        PGProperty.LOGIN_TIMEOUT.set(properties, timeoutSeconds);
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        try (Connection connection = DriverManager.getConnection(jdbcUrl, properties);
                Statement statement = connection.createStatement();
                ResultSet identity = statement.executeQuery("IDENTIFY_SYSTEM")) {
            return identity.next() ? Optional.empty() : Optional.of("IDENTIFY_SYSTEM returned nothing");
        } catch (SQLException e) {
            return NO_CONNECTION_LEFT.equals(e.getSQLState())
                    ? Optional.empty()
                    : Optional.of(String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        }
    }
}
