package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.StaleSession;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** A connection to one side of a pipeline, whose failures say which side, and what was being read. */
final class Session implements AutoCloseable {
    private static final int FIRST_FETCH = 16;

    private final Side side;
    private final Connection connection;

    private Session(Side side, Connection connection) {
        this.side = side;
        this.connection = connection;
    }

    static Session open(Side side, DataSource pool) {
        try {
            return new Session(side, pool.getConnection());
        } catch (SQLException e) {
            throw failed(side, "opening a connection", e);
        }
    }

    Side side() {
        return side;
    }

    Connection connection() {
        return connection;
    }

    void execute(String what, String sql) {
        try {
            Sql.execute(connection, sql);
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    /** Passes the rows of a query one by one to the reader; the driver gathers them first. */
    void each(String what, String sql, Sql.RowReader each, Object... values) {
        try {
            Sql.each(connection, sql, each, values);
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    /** The one row that the query returns, as texts; empty if there is none. */
    String[] one(String what, String sql, Object... values) {
        try {
            return Sql.first(connection, sql, Session::texts, values).orElseGet(() -> new String[0]);
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    private static String[] texts(ResultSet row) throws SQLException {
        String[] texts = new String[row.getMetaData().getColumnCount()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = row.getString(i + 1);
        }
        return texts;
    }

    /** Executes what returns no rows. */
    void declare(String what, BoundSql sql) {
        try (PreparedStatement statement = sql.prepare(connection)) {
            statement.execute();
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    /**
     * The one row that a {@code FETCH} returns, as texts; empty if there is none left. Not prepared: a prepared {@code FETCH} keeps
     * the columns of the cursor that it was prepared for.
     */
    List<String> fetch(String what, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? List.of(texts(row)) : List.of();
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    /** Passes the rows of a query one by one; in a transaction they are streamed, not gathered. */
    void query(String what, BoundSql sql, int fetchSize, Sql.RowReader each) {
        try (PreparedStatement statement = sql.prepare(connection)) {
            statement.setFetchSize(fetchSize);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.read(rows);
                }
            }
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    /**
     * Passes rows of any width one by one: a fetch brings as many as fit into {@link ByteBudget#STEP} if they are as wide as the
     * widest so far, at most twice as many as the one before, and few at first.
     *
     * @param each returns the row's width
     */
    void queryWide(String what, BoundSql sql, int mostFetched, WideReader each) {
        try (PreparedStatement statement = sql.prepare(connection)) {
            int size = Math.min(FIRST_FETCH, mostFetched);
            statement.setFetchSize(size);
            try (ResultSet rows = statement.executeQuery()) {
                long widest = 1;
                int fetched = size;
                while (rows.next()) {
                    widest = Math.max(widest, each.read(rows));
                    fetched--;
                    if (fetched == 0) {
                        long fitting = Math.max(1, ByteBudget.STEP / widest);
                        size = (int) Math.min(Math.min(mostFetched, size * 2L), fitting);
                        fetched = size;
                        rows.setFetchSize(size);
                    }
                }
            }
        } catch (SQLException e) {
            throw failed(side, what, e);
        }
    }

    /** Takes a row of a result. */
    interface WideReader {
        /** Returns the size of its values. */
        long read(ResultSet row) throws SQLException;
    }

    /** Begins the read-only transaction that is a snapshot from its first query on. */
    void beginSnapshot() {
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
        } catch (SQLException e) {
            throw failed(side, "beginning a snapshot", e);
        }
    }

    @Override
    public void close() {
        try (connection) {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(side, "closing a snapshot", e);
        }
    }

    private static ReadFailedException failed(Side side, String what, SQLException cause) {
        return new ReadFailedException(
                "reading the " + side.noun() + " failed: " + what + ": " + cause.getMessage()
                        + StaleSession.hint(cause),
                cause);
    }
}
