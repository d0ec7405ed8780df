package dev.reconciler.endpoint.mysql;

import dev.reconciler.endpoint.jdbc.Sql;
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

    /**
     * The identity of the server at the other end of the connection, without blanks: it tells one server's log from another's. MySQL:
     * {@code server_uuid}. MariaDB: {@code server_uid}; before 10.11.9 host name, port and server id.
     */
    public String identityOf(Connection connection) throws SQLException {
        String sql = this == MYSQL ? "SELECT @@server_uuid" : """
                SELECT coalesce(max(VARIABLE_VALUE), concat_ws(':', @@hostname, @@port, @@server_id))
                FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME = 'SERVER_UID'""";
        return Sql.one(connection, sql, row -> row.getString(1));
    }

    /** The collation that compares texts by their bytes; blanks at the end count. */
    public String binaryCollation() {
        return binaryCollation;
    }
}
