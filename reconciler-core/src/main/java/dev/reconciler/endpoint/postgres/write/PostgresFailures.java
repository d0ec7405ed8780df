package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.StaleSession;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteFailedException.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** The meaning of a server's refusal for the writer, by SQLSTATE. */
final class PostgresFailures {
    private static final Set<String> RETRY = Set.of(
            "40001", // serialization failure
            "40P01", // deadlock
            "40003", "55P03", // lock timeout
            "55006", "57014", // statement timeout, or cancelled by a person
            "25P02", // an earlier statement of this transaction failed
            "XX000"); // for one "tuple concurrently updated"

    /** Classes that no other row would escape: the session, the server's state or resources, the account's rights. */
    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "53", "57", "58", "28", "25", "26", "F0", "XX");

    /** As class 26, of a prepared statement: a pooler in transaction mode gives each statement any session. */
    private static final String DUPLICATE_STATEMENT = "42P05";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** Violations of the data, by SQLSTATE. RESTRICT is a foreign key's refusal, with a state of its own since PostgreSQL 18. */
    private static final Map<String, Violation> VIOLATIONS = Map.ofEntries(
            Map.entry("23503", Violation.FOREIGN_KEY),
            Map.entry("23001", Violation.FOREIGN_KEY),
            Map.entry("23505", Violation.UNIQUE),
            Map.entry("23502", Violation.NOT_NULL),
            Map.entry("23514", Violation.CHECK),
            Map.entry("22001", Violation.TOO_LONG),
            Map.entry("54000", Violation.TOO_LONG),
            Map.entry("22003", Violation.OUT_OF_RANGE),
            Map.entry("22008", Violation.OUT_OF_RANGE),
            Map.entry("22007", Violation.INVALID),
            Map.entry("22021", Violation.INVALID), // U+0000 in a text
            Map.entry("22P02", Violation.INVALID),
            Map.entry("22P03", Violation.INVALID),
            Map.entry("22P05", Violation.INVALID)); // U+0000 in a document

    /** The server has rolled the transaction back, or will: nothing of it is left. */
    private static final Set<String> TRANSACTION_LOST = Set.of("40001", "40P01", "40003", "25P02");

    private PostgresFailures() {}

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

    static WriteFailedException writeFailed(String doing, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return new WriteFailedException(
                kind(e), violation(e), state, "target: " + doing + ": " + e.getMessage() + StaleSession.hint(e), e);
    }

    static <T> T reading(String doing, DataSource target, Sql.Work<T> work) {
        return reading(doing, () -> Sql.with(target, work));
    }

    static <T> T writing(String doing, DataSource target, Sql.Work<T> work) {
        return writing(doing, () -> Sql.with(target, work));
    }

    static ReadFailedException readFailed(String doing, SQLException e) {
        return new ReadFailedException("target: " + doing + ": " + e.getMessage() + StaleSession.hint(e), e);
    }

    static Kind kind(SQLException e) {
        String state = e.getSQLState();
        if (state == null || state.length() != 5 || e.getCause() instanceof IOException) {
            return Kind.UNAVAILABLE;
        }
        if (RETRY.contains(state)) {
            return Kind.RETRY;
        }
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return Kind.FORBIDDEN;
        }
        if (state.equals(DUPLICATE_STATEMENT) || UNAVAILABLE_CLASSES.contains(state.substring(0, 2))) {
            return Kind.UNAVAILABLE;
        }
        return StaleSession.caused(e) ? Kind.RETRY : Kind.DATA;
    }

    static Violation violation(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (kind(e)) {
            case DATA -> VIOLATIONS.getOrDefault(state, Violation.OTHER);
            case RETRY -> TRANSACTION_LOST.contains(state) ? Violation.TRANSACTION_LOST : Violation.TRANSIENT;
            case UNAVAILABLE -> isSessionLost(e, state) ? Violation.TRANSACTION_LOST : Violation.OTHER;
            case FORBIDDEN -> Violation.OTHER;
        };
    }

    private static boolean isSessionLost(SQLException e, String state) {
        return state.length() != 5
                || e.getCause() instanceof IOException
                || state.startsWith("08")
                || state.startsWith("57P");
    }
}
