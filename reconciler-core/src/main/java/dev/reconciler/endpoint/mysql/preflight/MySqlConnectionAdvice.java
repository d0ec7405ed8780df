package dev.reconciler.endpoint.mysql.preflight;

import java.net.UnknownHostException;
import java.sql.SQLException;

/** The operator's remedy for a failed connection, by the server's error number. */
final class MySqlConnectionAdvice {
    private MySqlConnectionAdvice() {}

    static String fix(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1045, 1698 -> "correct user and password, or let the account connect from this host";
            case 1044 -> "GRANT SELECT ON the database to the account";
            case 1049 -> "correct the name of the database";
            case 1040, 1203, 1226 -> "wait for free connections, or raise max_connections or max_user_connections";
            case 1129 -> "FLUSH HOSTS on the server: too many connections from this host have failed";
            case 1130 -> "let the account connect from this host";
            case 3118 -> "unlock the account: ALTER USER ... ACCOUNT UNLOCK";
            case 1820, 1862 -> "change the account's password: it has expired";
            default -> unanswered(e);
        };
    }

    private static String unanswered(SQLException e) {
        if (isOf(e, UnknownHostException.class)) {
            return "correct the name of the host";
        }
        if (String.valueOf(e.getMessage()).contains("Public Key Retrieval is not allowed")) {
            return "switch TLS on at the server, so that the password is protected in transit; in a network that you"
                    + " trust, write ssl: {mode: disable}";
        }
        return "correct host and port, and let the server be reached from here (bind_address, firewall, TLS)";
    }

    private static boolean isOf(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }
}
