package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.ledger.LedgerHold;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** A row of ledger_reader. */
final class PostgresLedgerHold implements LedgerHold {
    private final DataSource target;
    private final String pipeline;
    private final String reader;
    private volatile long sequence;

    private PostgresLedgerHold(DataSource target, String pipeline, String reader, long sequence) {
        this.target = target;
        this.pipeline = pipeline;
        this.reader = reader;
        this.sequence = sequence;
    }

    /** To be called under the floor row's lock; {@code floor} is what it says. */
    static LedgerHold take(Connection connection, DataSource target, String pipeline, String reader, long floor)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
            INSERT INTO reconciler.ledger_reader AS r (pipeline, name, sequence) VALUES (?, ?, ?)
            ON CONFLICT (pipeline, name) DO UPDATE SET sequence = r.sequence RETURNING sequence\
            """)) {
            upsert.setString(1, pipeline);
            upsert.setString(2, reader);
            upsert.setLong(3, floor);
            try (ResultSet result = upsert.executeQuery()) {
                result.next();
                return new PostgresLedgerHold(target, pipeline, reader, result.getLong(1));
            }
        }
    }

    static boolean isTaken(Connection connection, String pipeline) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT EXISTS (SELECT FROM reconciler.ledger_reader WHERE pipeline = ?)")) {
            select.setString(1, pipeline);
            try (ResultSet result = select.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    /** The sequence that the reader which is furthest behind has reached; empty if there is no reader. */
    static OptionalLong through(Connection connection, String pipeline) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT min(sequence) FROM reconciler.ledger_reader WHERE pipeline = ? HAVING count(*) > 0")) {
            select.setString(1, pipeline);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? OptionalLong.of(result.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    static int release(Connection connection, String pipeline, String reader) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM reconciler.ledger_reader WHERE pipeline = ? AND name = ?")) {
            delete.setString(1, pipeline);
            delete.setString(2, reader);
            return delete.executeUpdate();
        }
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public void advance(long to) {
        if (to <= sequence) {
            return;
        }
        PostgresFailures.reading("moving the ledger's reader " + reader, () -> {
            int rows = Transactions.run(target, connection -> {
                try (PreparedStatement update = connection.prepareStatement("""
                    UPDATE reconciler.ledger_reader SET sequence = greatest(sequence, ?)
                    WHERE pipeline = ? AND name = ?\
                    """)) {
                    update.setLong(1, to);
                    update.setString(2, pipeline);
                    update.setString(3, reader);
                    return update.executeUpdate();
                }
            });
            if (rows != 1) {
                throw new SQLException("its hold at " + sequence + " was released");
            }
            return rows;
        });
        sequence = to;
    }
}
