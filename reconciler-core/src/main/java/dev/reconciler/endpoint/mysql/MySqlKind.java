package dev.reconciler.endpoint.mysql;

import java.sql.Connection;
import java.sql.SQLException;

/** The two kinds of servers that this endpoint serves. */
public enum MySqlKind {
    MYSQL("utf8mb4_0900_bin"),
    MARIADB("utf8mb4_nopad_bin");

    private final String binaryCollation;

    MySqlKind(String binaryCollation) {
        this.binaryCollation = binaryCollation;
    }

    /** The kind of the server at the other end of the connection. */
    public static MySqlKind of(Connection connection) throws SQLException {
        // With MySQL's driver, the name of the product is MySQL on both.
        return connection.getMetaData().getDatabaseProductVersion().contains("MariaDB") ? MARIADB : MYSQL;
    }

    /** The collation that compares texts by their bytes; blanks at the end count. */
    public String binaryCollation() {
        return binaryCollation;
    }
}
