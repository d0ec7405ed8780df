package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.PositionFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;

/** One READ COMMITTED transaction; after {@link #lockCheckpoint} each statement sees everything up to the checkpoint. */
final class PostgresTargetTransaction implements TargetTransaction {
    private final Connection connection;
    private final String pipeline;
    private final PositionFormat positions;
    private final PostgresRowWriter rows;
    private final PostgresTargetNotes notes;
    private final LedgerWriter ledger;
    private final OwnWrites own;
    private int savepoints;

    PostgresTargetTransaction(
            Connection connection, String pipeline, PositionFormat positions, PostgresTargetSettings settings)
            throws SQLException {
        this.connection = connection;
        this.pipeline = pipeline;
        this.positions = positions;
        connection.setAutoCommit(false);
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        execute(settings.sql());
        own = new OwnWrites(connection, pipeline);
        rows = new PostgresRowWriter(connection, own::wrote);
        notes = new PostgresTargetNotes(connection, pipeline);
        ledger = new LedgerWriter(connection, pipeline);
    }

    @Override
    public Checkpoint lockCheckpoint() {
        return PostgresFailures.writing("locking the checkpoint", () -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT epoch, sequence, position FROM reconciler.checkpoint WHERE pipeline = ? FOR UPDATE")) {
                select.setString(1, pipeline);
                try (ResultSet result = select.executeQuery()) {
                    if (!result.next()) {
                        throw new IllegalStateException(
                                "pipeline " + pipeline + " has no checkpoint: no writer has taken its lease yet");
                    }
                    return PostgresTargetStore.checkpoint(result, positions);
                }
            }
        });
    }

    @Override
    public LedgerReader ledger() {
        return new PostgresLedgerReader(connection, pipeline, PostgresFailures::writeFailed);
    }

    @Override
    public RowWriter rows() {
        return rows;
    }

    @Override
    public TargetNotes notes() {
        return notes;
    }

    @Override
    public void appendLedger(List<LedgerTransaction> transactions) {
        PostgresFailures.writing("writing the ledger", () -> ledger.append(transactions));
    }

    @Override
    public void advance(Checkpoint from, Checkpoint to) {
        int count = PostgresFailures.writing("advancing the checkpoint", () -> {
            try (PreparedStatement update = connection.prepareStatement("""
                UPDATE reconciler.checkpoint SET epoch = ?, sequence = ?, position = ?
                WHERE pipeline = ? AND epoch = ? AND sequence = ? AND position = ?\
                """)) {
                update.setLong(1, to.epoch());
                update.setLong(2, to.sequence());
                update.setString(3, to.position().text());
                update.setString(4, pipeline);
                update.setLong(5, from.epoch());
                update.setLong(6, from.sequence());
                update.setString(7, from.position().text());
                return update.executeUpdate();
            }
        });
        if (count != 1) {
            String successor = PostgresFailures.writing(
                    "reading the lease", () -> PostgresTargetStore.successor(connection, pipeline));
            throw new DeposedException(
                    "pipeline " + pipeline + ": the checkpoint is no longer " + from + ": " + successor);
        }
        notes.reached(to.sequence());
    }

    @Override
    public void journal(List<JournalEntry> entries) {
        PostgresFailures.writing("writing the journal", () -> JournalWriter.write(connection, pipeline, entries));
    }

    @Override
    public void deferConstraints() {
        PostgresFailures.writing("deferring constraints", () -> execute("SET CONSTRAINTS ALL DEFERRED"));
    }

    @Override
    public void checkConstraints() {
        PostgresFailures.writing("checking constraints", () -> execute("SET CONSTRAINTS ALL IMMEDIATE"));
    }

    @Override
    public <T> T attempt(Supplier<T> work) {
        String savepoint = "attempt_" + ++savepoints; // by depth, so that the statements stay few
        PostgresFailures.writing("setting a savepoint", () -> execute("SAVEPOINT " + savepoint));
        boolean outside = own.enter();
        try {
            T result = work.get();
            PostgresFailures.writing("releasing a savepoint", () -> own.record("RELEASE SAVEPOINT " + savepoint));
            return result;
        } catch (RuntimeException | Error e) {
            try {
                execute("ROLLBACK TO SAVEPOINT " + savepoint + "; RELEASE SAVEPOINT " + savepoint);
            } catch (SQLException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        } finally {
            own.leave(outside);
            savepoints--;
        }
    }

    @Override
    public void commit() {
        PostgresFailures.writing("committing", () -> {
            own.record("");
            connection.commit();
        });
    }

    @Override
    public void close() {
        PostgresFailures.writing("closing the transaction", () -> {
            try (connection) {
                if (!connection.isClosed()) {
                    connection.rollback();
                }
            }
        });
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
