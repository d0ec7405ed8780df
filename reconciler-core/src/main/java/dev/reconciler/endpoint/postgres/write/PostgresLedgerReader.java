package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.ledger.LedgerCodec;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * The ledger as a connection's transaction sees it. The connection must be in a transaction (no auto-commit), or the rows
 * are fetched all at once; and at an isolation that keeps one snapshot, or under the checkpoint's lock.
 */
public final class PostgresLedgerReader implements LedgerReader {
    private static final int FETCH_ROWS = 64;

    private final Connection connection;
    private final String pipeline;
    private final BiFunction<String, SQLException, RuntimeException> failure;

    /** Failures are {@link dev.reconciler.endpoint.read.ReadFailedException}. */
    public PostgresLedgerReader(Connection connection, String pipeline) {
        this(connection, pipeline, PostgresFailures::readFailed);
    }

    PostgresLedgerReader(
            Connection connection, String pipeline, BiFunction<String, SQLException, RuntimeException> failure) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.failure = failure;
    }

    @Override
    public long floor() {
        String sql = "SELECT floor FROM reconciler.ledger_floor WHERE pipeline = ?";
        try {
            return Sql.first(connection, sql, row -> row.getLong(1), pipeline).orElse(0L);
        } catch (SQLException e) {
            throw failure.apply("reading the ledger's floor", e);
        }
    }

    @Override
    public void readWhile(long after, Predicate<LedgerTransaction> each) {
        String sql = """
                SELECT payload FROM reconciler.ledger WHERE pipeline = ? AND last_sequence > ?
                ORDER BY last_sequence, piece""";
        try (PreparedStatement select = Sql.prepare(connection, sql, pipeline, after)) {
            select.setFetchSize(FETCH_ROWS);
            try (ResultSet result = select.executeQuery()) {
                boolean wanted = true;
                while (wanted && result.next()) {
                    wanted = hand(result.getBytes(1), after, each);
                }
            }
        } catch (SQLException e) {
            throw failure.apply("reading the ledger", e);
        }
    }

    private static boolean hand(byte[] payload, long after, Predicate<LedgerTransaction> each) {
        for (LedgerTransaction transaction : LedgerCodec.decode(payload)) {
            if (transaction.sequence() > after && !each.test(transaction)) {
                return false;
            }
        }
        return true;
    }
}
