package dev.reconciler.endpoint.postgres.write;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Short transactions on a connection of their own. */
final class Transactions {
    private Transactions() {}

    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    static <T> T run(DataSource target, Work<T> work) throws SQLException {
        try (Connection connection = target.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                if (!connection.isClosed()) {
                    connection.rollback();
                }
                throw e;
            }
        }
    }
}
