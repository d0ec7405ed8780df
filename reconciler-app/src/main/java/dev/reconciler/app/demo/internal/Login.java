package dev.reconciler.app.demo.internal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A role of one of the demo's databases. */
public record Login(String jdbcUrl, String user, String password) {
    /** A connection in auto-commit mode that the caller closes. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }

    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }
}
