package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.ledger.LedgerHold;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** A row of ledger_reader. */
final class MySqlLedgerHold implements LedgerHold {
    private final DataSource target;
    private final String pipeline;
    private final String reader;
    private volatile long sequence;

    private MySqlLedgerHold(DataSource target, String pipeline, String reader, long sequence) {
        this.target = target;
        this.pipeline = pipeline;
        this.reader = reader;
        this.sequence = sequence;
    }

    /** To be called under the floor row's lock; {@code floor} is what it says. */
    static LedgerHold take(Connection connection, DataSource target, String pipeline, String reader, long floor)
            throws SQLException {
        Sql.update(connection, """
                INSERT INTO reconciler.ledger_reader (pipeline, name, sequence) VALUES (?, ?, ?)
                ON DUPLICATE KEY UPDATE pipeline = VALUES(pipeline)""", pipeline, reader, floor);
        long sequence = Sql.number(
                connection,
                "SELECT sequence FROM reconciler.ledger_reader WHERE pipeline = ? AND name = ?",
                pipeline,
                reader);
        return new MySqlLedgerHold(target, pipeline, reader, sequence);
    }

    /** The sequence that the reader which is furthest behind has reached; empty if there is no reader. */
    static OptionalLong through(Connection connection, String pipeline) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT min(sequence) FROM reconciler.ledger_reader WHERE pipeline = ? HAVING count(*) > 0",
                        row -> OptionalLong.of(row.getLong(1)),
                        pipeline)
                .orElse(OptionalLong.empty());
    }

    static long release(Connection connection, String pipeline, String reader) throws SQLException {
        return Sql.update(
                connection, "DELETE FROM reconciler.ledger_reader WHERE pipeline = ? AND name = ?", pipeline, reader);
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
        MySqlFailures.reading("moving the ledger's reader " + reader, target, connection -> {
            long rows = Sql.update(connection, """
                    UPDATE reconciler.ledger_reader SET sequence = greatest(sequence, ?)
                    WHERE pipeline = ? AND name = ?""", to, pipeline, reader);
            if (rows != 1) {
                throw new SQLException("its hold at " + sequence + " was released");
            }
            return rows;
        });
        sequence = to;
    }
}
