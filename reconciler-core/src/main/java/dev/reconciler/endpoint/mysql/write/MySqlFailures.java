package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteFailedException.Kind;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The meaning of a server's refusal for the writer. */
final class MySqlFailures {
    private MySqlFailures() {}

    interface SqlWork<T> {
        T run() throws SQLException;
    }

    interface SqlAction {
        void run() throws SQLException;
    }

    static <T> T writing(String doing, SqlWork<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw writeFailed(doing, e);
        }
    }

    static void writing(String doing, SqlAction work) {
        try {
            work.run();
        } catch (SQLException e) {
            throw writeFailed(doing, e);
        }
    }

    static <T> T reading(String doing, SqlWork<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw readFailed(doing, e);
        }
    }

    static <T> T reading(String doing, DataSource target, Sql.Work<T> work) {
        return reading(doing, () -> Sql.with(target, work));
    }

    static <T> T writing(String doing, DataSource target, Sql.Work<T> work) {
        return writing(doing, () -> Sql.with(target, work));
    }

    static WriteFailedException writeFailed(String doing, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean lost = state.isEmpty() || state.startsWith("08");
        Kind kind = lost ? Kind.UNAVAILABLE : e.getErrorCode() == 1213 ? Kind.RETRY : Kind.DATA;
        return new WriteFailedException(
                kind,
                kind == Kind.DATA ? Violation.OTHER : Violation.TRANSACTION_LOST,
                Integer.toString(e.getErrorCode()),
                "target: " + doing + ": " + e.getMessage(),
                e);
    }

    static ReadFailedException readFailed(String doing, SQLException e) {
        return new ReadFailedException("target: " + doing + ": " + e.getMessage(), e);
    }
}
