package dev.reconciler.endpoint.mysql.control;

import java.sql.Connection;
import java.sql.SQLException;

/** The two kinds of servers, as far as a control database differs between them. */
public enum ControlServer {
    MYSQL("utf8mb4_0900_bin", ""),
    // An IN list of more than 1000 values would become a subquery, which UPDATE and DELETE evaluate for every row of
    // the table.
    MARIADB("utf8mb4_nopad_bin", ", in_predicate_conversion_threshold = 0");

    private final String collation;
    private final String ownSettings;

    ControlServer(String collation, String ownSettings) {
        this.collation = collation;
        this.ownSettings = ownSettings;
    }

    /** The server at the other end of the connection. */
    public static ControlServer of(Connection connection) throws SQLException {
        // With MySQL's driver, the name of the product is MySQL on both.
        return connection.getMetaData().getDatabaseProductVersion().contains("MariaDB") ? MARIADB : MYSQL;
    }

    /** The collation that compares texts by their bytes; blanks at the end count. */
    String collation() {
        return collation;
    }

    /** The settings of a session that only this server has: assignments of {@code SET}, each after a comma. */
    String ownSettings() {
        return ownSettings;
    }
}
