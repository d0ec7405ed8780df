package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.TranslatingRowWriter;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.PositionFormat;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** One READ COMMITTED transaction; after {@link #lockCheckpoint} each statement sees everything up to the checkpoint. */
final class PostgresTargetTransaction implements TargetTransaction {
    private final Connection connection;
    private final String pipeline;
    private final PositionFormat positions;
    private final RowWriter rows;
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
        rows = new TranslatingRowWriter(
                new PostgresRowWriter(connection, own::wrote), new PostgresLookupEntries(connection));
        notes = new PostgresTargetNotes(connection, pipeline);
        ledger = new LedgerWriter(connection, pipeline);
    }

    @Override
    public Checkpoint lockCheckpoint() {
        return PostgresFailures.writing("locking the checkpoint", () -> Sql.first(
                        connection,
                        "SELECT epoch, sequence, position FROM reconciler.checkpoint WHERE pipeline = ? FOR UPDATE",
                        row -> PostgresTargetStore.checkpoint(row, positions),
                        pipeline)
                .orElseThrow(() -> new IllegalStateException(
                        "pipeline " + pipeline + " has no checkpoint: no writer has taken its lease yet")));
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
        long count = PostgresFailures.writing(
                "advancing the checkpoint",
                () -> Sql.update(
                        connection,
                        """
                UPDATE reconciler.checkpoint SET epoch = ?, sequence = ?, position = ?
                WHERE pipeline = ? AND epoch = ? AND sequence = ? AND position = ?\
                """,
                        to.epoch(),
                        to.sequence(),
                        to.position().text(),
                        pipeline,
                        from.epoch(),
                        from.sequence(),
                        from.position().text()));
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
        Sql.execute(connection, sql);
    }
}
