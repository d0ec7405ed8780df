package dev.reconciler.endpoint.write;

import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.Checkpoint;
import java.util.List;
import java.util.function.Supplier;

/** One transaction on the target. Closing it without {@link #commit} rolls back. */
public interface TargetTransaction extends AutoCloseable {
    /** Locks the pipeline's checkpoint row until the end: no batch and no correction can come between. */
    Checkpoint lockCheckpoint();

    /** The ledger as this transaction sees it; read after {@link #lockCheckpoint} it is complete up to the checkpoint. */
    LedgerReader ledger();

    RowWriter rows();

    /** What the target notes about tables and keys beside the ledger. */
    TargetNotes notes();

    /** Adds to the ledger; one compact row however many transactions (a piece of a large transaction: one row). */
    void appendLedger(List<LedgerTransaction> transactions);

    /**
     * Moves the checkpoint.
     *
     * @throws DeposedException if the row's epoch or sequence or position is no longer that of {@code from}
     */
    void advance(Checkpoint from, Checkpoint to);

    void journal(List<JournalEntry> entries);

    /** Checks deferrable constraints at commit, from here on. */
    void deferConstraints();

    /**
     * Checks what {@link #deferConstraints} put off, now; from here on constraints are checked by each statement again.
     *
     * @throws WriteFailedException of kind DATA if one is violated
     */
    void checkConstraints();

    /** Runs the work under a savepoint: if it throws, what it did is undone and the transaction goes on. */
    <T> T attempt(Supplier<T> work);

    /** Commits. A lost session here leaves the outcome in doubt: the checkpoint tells. */
    void commit();

    @Override
    void close();
}
