package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies batches of source transactions, each batch in one target transaction: rows, parked events, ledger and checkpoint
 * commit together, so the target always equals the source at some commit, and says at which.
 *
 * <p>Why nothing is lost and nothing is repeated, whatever breaks:
 *
 * <ol>
 *   <li>The transaction locks the checkpoint row first. If that isn't the checkpoint that this applier left, another writer
 *       was here ({@link DeposedException}), or this applier's own commit, whose answer was lost, took effect: then the checkpoint is
 *       exactly the one that the batch leads to, and the batch is done.
 *   <li>A transaction at or before the checkpoint's position is dropped, and so is one at or before another of the same batch: the
 *       stream sends again what it was not told to be applied, while that may still be waiting here.
 *   <li>The stream is told only after the commit. So it may repeat, never omit.
 * </ol>
 *
 * <p>A transaction larger than a batch is written in pieces of one target transaction. Not for two threads at once, except
 * {@link #checkpoint}.
 */
public final class Applier {
    private final TargetStore target;
    private final ApplyMode mode;
    private final ChangeWriter writer;
    private final EventEnvelope envelopes;
    private final ApplySettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ApplyListener listener;
    private final ApplyHooks hooks;
    private final Consumer<Position> acknowledge;
    private volatile Checkpoint held;
    private @Nullable Report inDoubt;

    /** What the listener is told once the batch is known to be committed. */
    private record Report(AppliedBatch batch, List<ParkedEvent> parked, List<SchemaChanged> schemaChanges) {}

    /** As below, for a target that is written. */
    public Applier(
            TargetStore target,
            Collection<MappedTable> tables,
            TenantScope scope,
            Checkpoint from,
            ApplySettings settings,
            InstantSource clock,
            LongSupplier nanoTime,
            ApplyListener listener,
            ApplyHooks hooks,
            Consumer<Position> acknowledge) {
        this(target, ApplyMode.WRITE, tables, scope, from, settings, clock, nanoTime, listener, hooks, acknowledge);
    }

    /**
     * @param from what {@link TargetStore#acquireLease} returned
     * @param nanoTime a monotonic clock, with which batches are timed
     * @param acknowledge told each position that is committed in the target
     */
    public Applier(
            TargetStore target,
            ApplyMode mode,
            Collection<MappedTable> tables,
            TenantScope scope,
            Checkpoint from,
            ApplySettings settings,
            InstantSource clock,
            LongSupplier nanoTime,
            ApplyListener listener,
            ApplyHooks hooks,
            Consumer<Position> acknowledge) {
        this.target = target;
        this.mode = mode;
        this.writer = new ChangeWriter(tables, scope);
        this.envelopes = new EventEnvelope(writer.tables());
        this.held = from;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.hooks = hooks;
        this.acknowledge = acknowledge;
    }

    /** What this applier knows to be applied. */
    public Checkpoint checkpoint() {
        return held;
    }

    /**
     * Applies the transactions and releases them. If it fails with {@link
     * dev.reconciler.endpoint.write.WriteFailedException}, nothing is released and the same batch is to be given again.
     *
     * @param batch in source order, following what was applied before; it may repeat what was applied, or what it holds already
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
     * Those that are not applied yet, each once: a stream that was started again sends what had been queued and not applied a second
     * time, and both may come in one batch.
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
        long start = nanoTime.getAsLong();
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
                            batch.size(),
                            counts.changes(),
                            counts.isReplayed(),
                            last.committedAt(),
                            Duration.ofNanos(nanoTime.getAsLong() - start)),
                    parked,
                    schemaChanges);
            inDoubt = report;
            transaction.commit();
            hooks.afterCommit();
            return report;
        }
    }

    private Report committedBefore(Checkpoint found, Checkpoint to) {
        Report report = inDoubt;
        if (report == null || !found.equals(to) || !report.batch().checkpoint().equals(to)) {
            throw new DeposedException("this writer left the checkpoint at " + held + ", and found it at " + found
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
        BatchEffect effect = mode.begin(writer, envelopes, transaction, counts, clock.instant());
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
