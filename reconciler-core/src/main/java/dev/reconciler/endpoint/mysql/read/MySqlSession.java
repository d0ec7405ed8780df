package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.read.ReadFailedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** A connection to one side of a pipeline. Its failures say which side, and what was being read. */
final class MySqlSession implements AutoCloseable {
    /** The driver's word for a result whose rows are read from the socket one by one; any other size holds all rows in memory. */
    private static final int ROW_BY_ROW = Integer.MIN_VALUE;

    private final String side;
    private final Connection connection;

    private MySqlSession(String side, Connection connection) {
        this.side = side;
        this.connection = connection;
    }

    static MySqlSession open(String side, DataSource pool) {
        try {
            return new MySqlSession(side, pool.getConnection());
        } catch (SQLException e) {
            throw failed(side, "opening a connection", e);
        }
    }

    Connection connection() {
        return connection;
    }

    MySqlKind kind() {
        return get("the kind of the server", MySqlKind::of);
    }

    void execute(String what, String sql) {
        get(what, c -> {
            Sql.execute(c, sql);
            return sql;
        });
    }

    /** Passes the rows of a query one by one; the driver gathers them first. */
    void each(String what, String sql, List<String> values, Sql.RowReader reader) {
        get(what, c -> {
            Sql.each(c, sql, reader, values.toArray());
            return sql;
        });
    }

    boolean isTrue(String what, String condition) {
        return get(what, c -> Sql.isTrue(c, "SELECT " + condition));
    }

    /**
     * Passes the rows of a query one by one, as the server sends them. The reader must not use the session. If it fails, the rest
     * of the result is still received.
     */
    void stream(String what, BoundSql sql, Sql.RowReader each) {
        get(what, c -> {
            try (PreparedStatement statement = sql.prepare(c)) {
                statement.setFetchSize(ROW_BY_ROW);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        each.read(rows);
                    }
                }
            }
            return what;
        });
    }

    <T> T get(String what, Sql.Work<T> work) {
        try {
            return work.run(connection);
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    ReadFailedException failed(String what, Exception cause) {
        return failed(side, what, cause);
    }

    /** A failure while {@code what} was being read. */
    static ReadFailedException failed(String side, String what, Exception cause) {
        return new ReadFailedException("reading the " + side + " failed: " + what + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        get("closing a connection", c -> {
            c.close();
            return c;
        });
    }
}
