package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies batches of source transactions, each batch in one target transaction: rows, parked events, ledger and checkpoint commit
 * together, so the target always equals the source at the commit that its checkpoint names. <p>No change is lost or applied
 * twice, after any failure, because:
 *
 * <ol>
 *   <li>The transaction locks the checkpoint row first. If it differs from the checkpoint that this applier left, either another
 *       writer has taken over ({@link DeposedException}), or a commit of this applier whose answer was lost took effect: then the
 *       checkpoint is exactly the batch's own, and the batch is done.
 *   <li>A transaction at or before the checkpoint's position is dropped, and so is one at or before another of the same batch:
 *       the stream sends unacknowledged transactions again, while the first copies may still be queued here.
 *   <li>The stream receives the acknowledgement only after the commit. So it may repeat transactions, but never omits one.
 * </ol>
 *
 * <p>A transaction larger than a batch is written in pieces of one target transaction. Not thread-safe, except {@link
 * #checkpoint}.
 */
public final class Applier {
    private final TargetStore target;
    private final ApplyMode mode;
    private final ChangeWriter writer;
    private final EventEnvelope envelopes;
    private final ApplySettings settings;
    private final Clocks clocks;
    private final ApplyListener listener;
    private final ApplyHooks hooks;
    private final Consumer<Position> acknowledge;
    private volatile Checkpoint held;
    private @Nullable Report inDoubt;

    /** The listener's report, delivered once the batch is known to be committed. */
    private record Report(AppliedBatch batch, List<ParkedEvent> parked, List<SchemaChanged> schemaChanges) {}

    /**
     * @param from the checkpoint that {@link TargetStore#acquireLease} returned
     * @param acknowledge receives each position that is committed in the target
     */
    public Applier(
            TargetStore target,
            ApplyExtent extent,
            Checkpoint from,
            ApplySettings settings,
            Clocks clocks,
            ApplyListener listener,
            ApplyHooks hooks,
            Consumer<Position> acknowledge) {
        this.target = target;
        this.mode = extent.mode();
        this.writer = new ChangeWriter(extent.tables(), extent.scope());
        this.envelopes = new EventEnvelope(writer.tables());
        this.held = from;
        this.settings = settings;
        this.clocks = clocks;
        this.listener = listener;
        this.hooks = hooks;
        this.acknowledge = acknowledge;
    }

    /** The last checkpoint that this applier knows to be committed. */
    public Checkpoint checkpoint() {
        return held;
    }

    /**
     * Applies the transactions and releases them. If it fails with {@link dev.reconciler.endpoint.write.WriteFailedException}, no
     * transaction is released, and the caller passes the same batch again.
     *
     * @param batch in source order, continuing the applied transactions; it may repeat applied transactions, or its own
     * @throws DeposedException if another writer took over
     */
    public void apply(List<SourceTransaction> batch) {
        List<SourceTransaction> fresh =
                fresh(batch).stream().map(hooks::received).toList();
        if (!fresh.isEmpty()) {
            Report report = write(fresh);
            held = report.batch().checkpoint();
            inDoubt = null;
            tell(report);
        }
        hooks.beforeAcknowledge();
        acknowledge.accept(held.position());
        batch.forEach(transaction -> transaction.release().run());
    }

    /**
     * The transactions that are not applied yet, each once: a restarted stream sends queued, unapplied transactions a second
     * time, and both copies may come in one batch.
     */
    private List<SourceTransaction> fresh(List<SourceTransaction> batch) {
        List<SourceTransaction> fresh = new ArrayList<>();
        Position reached = held.position();
        for (SourceTransaction transaction : batch) {
            if (!reached.covers(transaction.end())) {
                fresh.add(transaction);
                reached = transaction.end();
            }
        }
        return fresh;
    }

    private Report write(List<SourceTransaction> batch) {
        long start = clocks.nanoTime().getAsLong();
        List<SourceTransaction> changing =
                batch.stream().filter(transaction -> transaction.size() > 0).toList();
        SourceTransaction last = batch.get(batch.size() - 1);
        Checkpoint to = new Checkpoint(held.epoch(), held.sequence() + changing.size(), last.end());
        try (TargetTransaction transaction = target.begin()) {
            Checkpoint found = transaction.lockCheckpoint();
            if (!found.equals(held)) {
                return committedBefore(found, to);
            }
            hooks.beforeData();
            BatchCounts counts = new BatchCounts();
            List<ParkedEvent> parked = new ArrayList<>();
            List<SchemaChanged> schemaChanges = new ArrayList<>();
            if (!changing.isEmpty()) {
                writeData(transaction, changing, counts, parked, schemaChanges);
            }
            hooks.afterData();
            transaction.advance(held, to);
            hooks.beforeCommit();
            Report report = new Report(
                    new AppliedBatch(
                            to,
                            held.sequence(),
                            batch.size(),
                            counts.changes(),
                            counts.isReplayed(),
                            firstCommit(batch),
                            last.committedAt(),
                            Duration.ofNanos(clocks.nanoTime().getAsLong() - start)),
                    parked,
                    schemaChanges);
            inDoubt = report;
            transaction.commit();
            hooks.afterCommit();
            return report;
        }
    }

    /** Commit times differ a little from the order of the log. */
    private static Instant firstCommit(List<SourceTransaction> batch) {
        return batch.stream()
                .map(SourceTransaction::committedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Report committedBefore(Checkpoint found, Checkpoint to) {
        Report report = inDoubt;
        if (report == null || !found.equals(to) || !report.batch().checkpoint().equals(to)) {
            throw new DeposedException(
                    "this process is deposed: it left the checkpoint at " + held + ", and found it at " + found
                            + ": another writer has taken over"
                            + target.lease()
                                    .map(lease -> ": " + lease.owner() + ", whose lease of epoch " + lease.epoch()
                                            + " runs until " + lease.until())
                                    .orElse(", and has released the lease since"));
        }
        return report;
    }

    private void writeData(
            TargetTransaction transaction,
            List<SourceTransaction> changing,
            BatchCounts counts,
            List<ParkedEvent> parked,
            List<SchemaChanged> schemaChanges) {
        BatchEffect effect =
                mode.begin(writer, envelopes, transaction, counts, clocks.time().instant());
        Pieces cut = new Pieces(changing, held.sequence(), settings.batchRows());
        while (cut.hasNext()) {
            transaction.appendLedger(effect.take(cut.next()));
        }
        parked.addAll(effect.parked());
        schemaChanges.addAll(effect.schemaChanges());
    }

    private void tell(Report report) {
        report.schemaChanges().forEach(listener::schemaChanged);
        report.parked().forEach(listener::parked);
        listener.applied(report.batch());
    }
}
