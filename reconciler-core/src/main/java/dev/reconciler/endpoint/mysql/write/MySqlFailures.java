package dev.reconciler.endpoint.mysql.write;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.value.UnstorableValueException;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteFailedException.Kind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The meaning of a server's refusal for the writer, by error code: one SQLSTATE stands for many refusals. The codes of MySQL and MariaDB
 * are the same up to 1999, and differ in range above.
 */
final class MySqlFailures {
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    /** Violations of the data, by error code. */
    private static final Map<Integer, Violation> VIOLATIONS = byCode(Map.of(
            Violation.FOREIGN_KEY,
            Set.of(1216, 1217, 1451, 1452),
            Violation.UNIQUE,
            Set.of(
                    1022, 1062, 1169, 1242, // the guard of an upsert: the row of another key holds the unique value
                    1557, 1586, 1761, // a cascade would duplicate a value in a child
                    1762, 1859),
            Violation.NOT_NULL,
            Set.of(1048, 1263, 1364),
            Violation.CHECK,
            Set.of(1369, 3819, 4025),
            Violation.TOO_LONG,
            Set.of(1118, 1301, 1406),
            Violation.OUT_OF_RANGE,
            Set.of(1264, 1292, 1441, 1690),
            Violation.INVALID,
            Set.of(1265, 1366, 1416, 3140, 3141)));

    /** The statement failed and may succeed on retry; the transaction is still there. */
    private static final Set<Integer> TRANSIENT = Set.of(
            LOCK_WAIT_TIMEOUT,
            1317, // cancelled by a person
            1615, // a prepared statement's table changes too often
            1969, // MariaDB: max_statement_time
            3024, // MySQL: max_execution_time
            3572); // NOWAIT

    /** The server has rolled the transaction back. */
    private static final Set<Integer> TRANSACTION_LOST = Set.of(
            1020, // MariaDB: a row has changed since it was read
            1180, // the commit failed
            1213, // deadlock
            1412, // a table's definition changed
            3101); // group replication rolled it back

    /** Failures that no other row would escape: the server's state or resources. */
    private static final Set<Integer> UNAVAILABLE = Set.of(
            1021, // disk full
            1026, // error writing a file
            1030, // error of the storage engine
            1037, 1038, 1041, // out of memory
            1045, // login refused
            1114, // a table, that is its tablespace or the disk, is full
            1290, // read_only
            1792, // read-only transaction
            1836, // read-only mode
            3100); // an observer of replication failed

    /** As {@link #UNAVAILABLE}, and the transaction is lost. */
    private static final Set<Integer> UNAVAILABLE_AND_LOST = Set.of(
            1206, // more locks than the buffer pool holds
            1927); // MariaDB: the connection was killed

    private static final Set<Integer> FORBIDDEN = Set.of(1044, 1142, 1143, 1227, 1370);

    private MySqlFailures() {}

    private static Map<Integer, Violation> byCode(Map<Violation, Set<Integer>> codes) {
        Map<Integer, Violation> violations = new HashMap<>();
        codes.forEach((violation, some) -> some.forEach(code -> violations.put(code, violation)));
        return Map.copyOf(violations);
    }

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
        return failed(kind(e), violation(e), doing, e, "");
    }

    /**
     * As {@link #writeFailed(String, SQLException)}; knows whether a lock timeout took the transaction with it, which is a setting of
     * the server.
     *
     * @param hint appended to the server's message
     */
    static WriteFailedException writeFailed(Connection connection, String doing, SQLException e, String hint) {
        Violation violation = e.getErrorCode() == LOCK_WAIT_TIMEOUT && rollsBackOnTimeout(connection, e)
                ? Violation.TRANSACTION_LOST
                : violation(e);
        return failed(kind(e), violation, doing, e, hint);
    }

    private static boolean rollsBackOnTimeout(Connection connection, SQLException timeout) {
        try {
            return Sql.isTrue(connection, "SELECT @@innodb_rollback_on_timeout");
        } catch (SQLException e) {
            timeout.addSuppressed(e);
            return true;
        }
    }

    private static WriteFailedException failed(
            Kind kind, Violation violation, String doing, SQLException e, String hint) {
        String code = e.getErrorCode() == 0 ? "" : Integer.toString(e.getErrorCode());
        return new WriteFailedException(kind, violation, code, "target: " + doing + ": " + e.getMessage() + hint, e);
    }

    static WriteFailedException unstorable(String doing, UnstorableValueException e) {
        return new WriteFailedException(Kind.DATA, e.violation(), "", "target: " + doing + ": " + e.getMessage(), e);
    }

    static ReadFailedException readFailed(String doing, SQLException e) {
        return new ReadFailedException("target: " + doing + ": " + e.getMessage(), e);
    }

    static Kind kind(SQLException e) {
        int code = e.getErrorCode();
        if (e instanceof PacketTooBigException) {
            return Kind.DATA;
        }
        if (isRolledBack(e) || TRANSIENT.contains(code) || e instanceof SQLTimeoutException) {
            return Kind.RETRY;
        }
        if (isLostWithSession(e) || UNAVAILABLE.contains(code)) {
            return Kind.UNAVAILABLE;
        }
        return FORBIDDEN.contains(code) ? Kind.FORBIDDEN : Kind.DATA;
    }

    static Violation violation(SQLException e) {
        return switch (kind(e)) {
            case DATA ->
                e instanceof PacketTooBigException
                        ? Violation.TOO_LONG
                        : VIOLATIONS.getOrDefault(e.getErrorCode(), Violation.OTHER);
            case RETRY -> isRolledBack(e) ? Violation.TRANSACTION_LOST : Violation.TRANSIENT;
            case UNAVAILABLE -> isLostWithSession(e) ? Violation.TRANSACTION_LOST : Violation.OTHER;
            case FORBIDDEN -> Violation.OTHER;
        };
    }

    /** The driver gives a lock timeout the state of a rolled back transaction. */
    private static boolean isRolledBack(SQLException e) {
        return TRANSACTION_LOST.contains(e.getErrorCode())
                || state(e).startsWith("40") && e.getErrorCode() != LOCK_WAIT_TIMEOUT;
    }

    private static boolean isLostWithSession(SQLException e) {
        String state = state(e);
        return state.isEmpty()
                || state.startsWith("08")
                || UNAVAILABLE_AND_LOST.contains(e.getErrorCode())
                || e.getCause() instanceof IOException;
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
