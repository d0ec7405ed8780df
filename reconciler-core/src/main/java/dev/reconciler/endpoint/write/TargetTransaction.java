package dev.reconciler.endpoint.write;

import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.position.Checkpoint;
import java.util.List;
import java.util.function.Supplier;

/** One transaction on the target. Closing it without {@link #commit} rolls back. */
public interface TargetTransaction extends AutoCloseable {
    /** Locks the pipeline's checkpoint row until the transaction ends: no batch and no correction can commit meanwhile. */
    Checkpoint lockCheckpoint();

    /** The ledger as this transaction sees it; read after {@link #lockCheckpoint} it is complete up to the checkpoint. */
    LedgerReader ledger();

    RowWriter rows();

    /** The target's notes about tables and keys. */
    TargetNotes notes();

    /** Adds transactions to the ledger as one compact row (a piece of a large transaction: one row). */
    void appendLedger(List<LedgerTransaction> transactions);

    /**
     * Moves the checkpoint.
     *
     * @throws DeposedException if the row's epoch, sequence or position differs from {@code from}
     */
    void advance(Checkpoint from, Checkpoint to);

    void journal(List<JournalEntry> entries);

    /** Checks deferrable constraints at commit, from here on. Without effect on an engine that has none. */
    void deferConstraints();

    /**
     * As {@link #deferConstraints}, and on an engine that has none, for foreign keys: until they are checked, their actions
     * (cascades) don't take place there. For writes that the source made in one transaction, in its order.
     */
    default void deferReferences() {
        deferConstraints();
    }

    /**
     * Checks the deferred constraints now; from here on each statement checks constraints again.
     *
     * @throws WriteFailedException of kind DATA if one is violated
     */
    void checkConstraints();

    /** Runs the work under a savepoint: if it throws, its writes are rolled back and the transaction continues. */
    <T> T attempt(Supplier<T> work);

    /** Commits. A session lost here leaves the outcome in doubt: the checkpoint shows whether it committed. */
    void commit();

    @Override
    void close();
}
