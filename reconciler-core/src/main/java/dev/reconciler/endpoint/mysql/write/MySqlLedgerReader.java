package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.ledger.LedgerCodec;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * The ledger as a connection's transaction sees it. The connection must be in a transaction (no auto-commit) at an isolation that
 * keeps one snapshot, or under the checkpoint's lock.
 *
 * <p>Rows are read in pages: a result that streams would keep the connection from running other statements, and would be read to
 * its end even where the caller wants no more of it.
 */
public final class MySqlLedgerReader implements LedgerReader {
    private static final int PAGE_ROWS = 64;

    private final Connection connection;
    private final String pipeline;
    private final BiFunction<String, SQLException, RuntimeException> failure;

    /** Failures are {@link dev.reconciler.endpoint.read.ReadFailedException}. */
    public MySqlLedgerReader(Connection connection, String pipeline) {
        this(connection, pipeline, MySqlFailures::readFailed);
    }

    MySqlLedgerReader(
            Connection connection, String pipeline, BiFunction<String, SQLException, RuntimeException> failure) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.failure = failure;
    }

    private record StoredRow(long sequence, int piece, byte[] payload) {
        static StoredRow of(ResultSet row) throws SQLException {
            return new StoredRow(row.getLong(1), row.getInt(2), row.getBytes(3));
        }
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
        long sequence = after;
        int piece = Integer.MAX_VALUE;
        List<StoredRow> page;
        do {
            page = page(sequence, piece);
            for (StoredRow row : page) {
                if (!hand(row.payload(), after, each)) {
                    return;
                }
                sequence = row.sequence();
                piece = row.piece();
            }
        } while (page.size() == PAGE_ROWS);
    }

    /** The rows after a place. Neither server reads an index from a place that a comparison of rows gives. */
    private List<StoredRow> page(long sequence, int piece) {
        String sql = """
                SELECT last_sequence, piece, payload FROM reconciler.ledger
                WHERE pipeline = ? AND last_sequence >= ? AND (last_sequence > ? OR piece > ?)
                ORDER BY last_sequence, piece LIMIT ?""";
        try {
            return Sql.list(connection, sql, StoredRow::of, pipeline, sequence, sequence, piece, PAGE_ROWS);
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
