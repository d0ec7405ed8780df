package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.TranslatingRowWriter;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.PositionFormat;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * One READ COMMITTED transaction; after {@link #lockCheckpoint} each statement sees everything up to the checkpoint.
 *
 * <p>Some failures make the server roll the whole transaction back, after which it takes the next statement as the first of a new
 * transaction, without the checkpoint's lock. A savepoint that is set at the beginning does not outlive its transaction, so
 * a commit that can't release it is refused.
 */
final class MySqlTargetTransaction implements TargetTransaction {
    private static final String BEGINNING = "beginning";

    private final Connection connection;
    private final String pipeline;
    private final PositionFormat positions;
    private final DeferredReferences references;
    private final RowWriter rows;
    private final MySqlTargetNotes notes;
    private final LedgerWriter ledger;
    private int savepoints;

    MySqlTargetTransaction(
            Connection connection, String pipeline, PositionFormat positions, MySqlTargetSettings settings)
            throws SQLException {
        this.connection = connection;
        this.pipeline = pipeline;
        this.positions = positions;
        connection.setAutoCommit(false);
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        execute(settings.sql());
        execute("SAVEPOINT " + BEGINNING);
        MySqlKind kind = MySqlKind.of(connection);
        references = new DeferredReferences(connection, kind);
        rows = new TranslatingRowWriter(
                new ReferenceRecorder(new MySqlRowWriter(connection, kind), references),
                new MySqlLookupEntries(connection));
        notes = new MySqlTargetNotes(connection, pipeline);
        ledger = new LedgerWriter(connection, pipeline);
    }

    @Override
    public Checkpoint lockCheckpoint() {
        return MySqlFailures.writing("locking the checkpoint", () -> Sql.first(
                        connection,
                        "SELECT epoch, sequence, position FROM reconciler.checkpoint WHERE pipeline = ? FOR UPDATE",
                        row -> MySqlTargetStore.checkpoint(row, positions),
                        pipeline)
                .orElseThrow(() -> new IllegalStateException(
                        "pipeline " + pipeline + " has no checkpoint: no writer has taken its lease yet")));
    }

    @Override
    public LedgerReader ledger() {
        return new MySqlLedgerReader(connection, pipeline, MySqlFailures::writeFailed);
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
        MySqlFailures.writing("writing the ledger", () -> ledger.append(transactions));
    }

    @Override
    public void advance(Checkpoint from, Checkpoint to) {
        long count = MySqlFailures.writing(
                "advancing the checkpoint",
                () -> Sql.update(
                        connection,
                        """
                        UPDATE reconciler.checkpoint SET epoch = ?, sequence = ?, position = ?
                        WHERE pipeline = ? AND epoch = ? AND sequence = ? AND position = ?""",
                        to.epoch(),
                        to.sequence(),
                        to.position().text(),
                        pipeline,
                        from.epoch(),
                        from.sequence(),
                        from.position().text()));
        if (count != 1) {
            String successor =
                    MySqlFailures.writing("reading the lease", () -> MySqlTargetStore.successor(connection, pipeline));
            throw new DeposedException(
                    "pipeline " + pipeline + ": the checkpoint is no longer " + from + ": " + successor);
        }
        notes.reached(to.sequence());
    }

    @Override
    public void journal(List<JournalEntry> entries) {
        MySqlFailures.writing("writing the journal", () -> JournalWriter.write(connection, pipeline, entries));
    }

    /** Without effect, as no constraint of these servers is deferrable. */
    @Override
    public void deferConstraints() {}

    @Override
    public void deferReferences() {
        MySqlFailures.writing("deferring foreign keys", references::defer);
    }

    @Override
    public void checkConstraints() {
        MySqlFailures.writing("checking foreign keys", references::check);
    }

    @Override
    public <T> T attempt(Supplier<T> work) {
        String savepoint = "attempt_" + ++savepoints; // by depth, so that the statements stay few
        MySqlFailures.writing("setting a savepoint", () -> execute("SAVEPOINT " + savepoint));
        DeferredReferences.Undo undo = references.savepoint();
        try {
            T result = work.get();
            MySqlFailures.writing("releasing a savepoint", () -> execute("RELEASE SAVEPOINT " + savepoint));
            return result;
        } catch (RuntimeException | Error e) {
            rollBackTo(savepoint, undo, e);
            throw e;
        } finally {
            savepoints--;
        }
    }

    /** A savepoint that is gone shows that the server rolled the whole transaction back, whatever the failure says. */
    private void rollBackTo(String savepoint, DeferredReferences.Undo undo, Throwable because) {
        try {
            execute("ROLLBACK TO SAVEPOINT " + savepoint);
            execute("RELEASE SAVEPOINT " + savepoint);
            undo.restore();
        } catch (SQLException gone) {
            WriteFailedException lost = lost("rolling back to a savepoint", gone);
            lost.addSuppressed(because);
            throw lost;
        }
    }

    @Override
    public void commit() {
        checkConstraints();
        try {
            execute("RELEASE SAVEPOINT " + BEGINNING);
        } catch (SQLException gone) {
            throw lost("committing", gone);
        }
        try {
            connection.commit();
        } catch (SQLException e) {
            throw MySqlFailures.writeFailed(
                    MySqlFailures.kind(e) == WriteFailedException.Kind.UNAVAILABLE
                            ? "committing (in doubt: the checkpoint shows whether it took effect)"
                            : "committing",
                    e);
        }
    }

    private static WriteFailedException lost(String doing, SQLException gone) {
        WriteFailedException failure = MySqlFailures.writeFailed(doing, gone);
        return failure.kind() == WriteFailedException.Kind.UNAVAILABLE
                ? failure
                : new WriteFailedException(
                        WriteFailedException.Kind.RETRY,
                        Violation.TRANSACTION_LOST,
                        failure.code(),
                        "target: " + doing + ": the server has rolled the transaction back",
                        gone);
    }

    @Override
    public void close() {
        MySqlFailures.writing("closing the transaction", () -> {
            try (connection) {
                if (!connection.isClosed()) {
                    rollBack();
                }
            }
        });
    }

    private void rollBack() throws SQLException {
        try {
            connection.rollback();
        } finally {
            references.close();
        }
    }

    private void execute(String sql) throws SQLException {
        Sql.execute(connection, sql);
    }
}
