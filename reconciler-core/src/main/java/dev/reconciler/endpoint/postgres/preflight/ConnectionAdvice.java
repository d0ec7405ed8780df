package dev.reconciler.endpoint.postgres.preflight;

import java.net.UnknownHostException;
import java.sql.SQLException;

/** The operator's remedy for a failed connection, by SQLSTATE. */
final class ConnectionAdvice {
    private ConnectionAdvice() {}

    static String fix(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "28P01" -> "correct user and password";
            case "28000" -> "correct the user, or let it connect from here (pg_hba.conf)";
            case "3D000" -> "correct the name of the database";
            case "42501" -> "grant CONNECT on the database to the role";
            case "53300" -> "wait for free connections, or raise max_connections";
            case "57P03" -> "wait until the server has started";
            case "08P01" -> "connect to the server directly: a pooler in front of it refuses parameters of a session";
            case "08004" -> "give the password";
            default ->
                e.getCause() instanceof UnknownHostException
                        ? "correct the name of the host"
                        : "correct host and port, and let the server be reached from here (listen_addresses, firewall,"
                                + " ssl)";
        };
    }
}
