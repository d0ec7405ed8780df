package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.read.ReadFailedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** A connection that reads the catalog. Its failures say which side of the pipeline, and what was being read. */
final class CatalogSession implements AutoCloseable {
    private final String side;
    private final Connection connection;

    private CatalogSession(String side, Connection connection) {
        this.side = side;
        this.connection = connection;
    }

    static CatalogSession open(String side, DataSource pool) {
        try {
            return new CatalogSession(side, pool.getConnection());
        } catch (SQLException e) {
            throw failed(side, "opening a connection", e);
        }
    }

    MySqlKind kind() {
        try {
            return MySqlKind.of(connection);
        } catch (SQLException e) {
            throw failed(side, "the kind of the server", e);
        }
    }

    /** Passes the rows of a query one by one. */
    void each(String what, String sql, List<String> values, Sql.RowReader reader) {
        try {
            Sql.each(connection, sql, reader, values.toArray());
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    boolean isTrue(String what, String condition) {
        try {
            return Sql.isTrue(connection, "SELECT " + condition);
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(side, "closing a connection", e);
        }
    }

    private static ReadFailedException failed(String side, String what, SQLException cause) {
        return new ReadFailedException("reading the " + side + " failed: " + what + ": " + cause.getMessage(), cause);
    }
}
