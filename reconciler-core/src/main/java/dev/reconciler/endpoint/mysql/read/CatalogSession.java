package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.read.ReadFailedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

    /** Takes the row at which a result stands. */
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** Passes the rows of a query one by one. */
    void each(String what, String sql, List<String> values, RowReader reader) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
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
