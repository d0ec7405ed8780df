package dev.reconciler.correction;

import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerView;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes corrections that were proven at F, each batch in one target transaction:
 *
 * <ol>
 *   <li>The ledger after F is read while batches may still commit, so that the next step blocks them only briefly.
 *   <li>The checkpoint row is locked: no batch can commit until the end. The rest of the ledger is read: now every entry after
 *       F is known, if the ledger was not pruned past F by then. The floor is read last and only rises, so one reading covers
 *       both parts.
 *   <li>A key that the stream touched after F is skipped: the proof may no longer hold, and the newer image may already be in the
 *       target. Every key of a table that does not follow the stream is skipped too, because the ledger records no changes of it.
 *   <li>The rows are locked and must equal the images that were judged: no other session has written them since.
 *   <li>The corrections are written, journaled with the image before, and committed in one transaction.
 * </ol>
 *
 * So a correction never overwrites a row that is newer than the judged image, regardless of who makes it and when.
 */
public class Corrector {
    private static final int ATTEMPTS = 3;

    private final TargetStore store;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final CorrectionHooks hooks;

    /** @param ids supplies the ids of journal entries, each unique */
    public Corrector(TargetStore store, InstantSource clock, Supplier<String> ids, CorrectionHooks hooks) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.hooks = hooks;
    }

    /**
     * Carries out the plans that still hold; returns one outcome per plan, in the order of the plans.
     *
     * @param fence F of the window that proved them all; its pin should be held until the method returns
     * @param actor a person, or {@code auto}
     * @throws WriteFailedException if the target is unavailable; the journal tells whether a lost session had committed
     */
    public List<CorrectionOutcome> correct(Checkpoint fence, List<CorrectionPlan> plans, String actor) {
        return plans.isEmpty() ? List.of() : withRetry(new Batch(fence.sequence(), true, plans, actor));
    }

    /**
     * Reverses a correction. As far as the ledger still reaches back to the undone correction's fence, it must hold no entry of
     * the key; before that, the row's equality with the correction's result shows that no later change came.
     */
    CorrectionOutcome undo(long fence, CorrectionPlan plan, String actor) {
        return withRetry(new Batch(fence, false, List.of(plan), actor)).get(0);
    }

    /**
     * As {@link #undo}, with a complete proof: a row that is still absent may have been inserted and deleted again since, so the
     * ledger must reach back to the fence.
     */
    public CorrectionOutcome takeBack(long fence, CorrectionPlan plan, String actor) {
        return withRetry(new Batch(fence, plan.judged() == null, List.of(plan), actor))
                .get(0);
    }

    /**
     * The plans whose rows hold the wanted image now, in all columns that verification compares, as the writer's own session reads
     * them under the rows' locks.
     */
    public List<CorrectionPlan> inPlace(Collection<CorrectionPlan> plans) {
        try (TargetTransaction transaction = store.begin()) {
            return plans.stream()
                    .filter(plan -> CorrectionPlan.sameCompared(
                            plan.table(),
                            transaction
                                    .rows()
                                    .lock(plan.table(), List.of(plan.key()))
                                    .get(plan.key()),
                            plan.wanted()))
                    .toList();
        }
    }

    /** Sequence of the target's checkpoint, read under its lock: no batch is committing meanwhile. */
    public long sequence() {
        try (TargetTransaction transaction = store.begin()) {
            return transaction.lockCheckpoint().sequence();
        }
    }

    /** @param complete true if the ledger must reach back to the fence */
    record Batch(long fence, boolean complete, List<CorrectionPlan> plans, String actor) {
        Batch {
            plans = List.copyOf(plans);
        }
    }

    private List<CorrectionOutcome> withRetry(Batch batch) {
        for (int attempt = 1; ; attempt++) {
            try {
                return correct(batch);
            } catch (WriteFailedException e) {
                // A transaction that failed by contention wrote nothing; the retry repeats all checks.
                if (e.kind() != WriteFailedException.Kind.RETRY) {
                    throw e;
                }
                if (attempt == ATTEMPTS) {
                    return batch.plans().stream()
                            .map(plan -> CorrectionOutcome.not(plan, Result.CHANGED, contended(e)))
                            .toList();
                }
            }
        }
    }

    /** Another session holds locks on these rows: they may no longer equal the judged images once it releases them. */
    private static String contended(WriteFailedException e) {
        return "lock timeout: another session held a lock on the row, or on a row of its batch, in " + ATTEMPTS
                + " attempts: " + e.getMessage();
    }

    private List<CorrectionOutcome> correct(Batch batch) {
        try (TargetTransaction transaction = store.begin()) {
            LedgerView later = new LedgerView(LedgerView.Depth.LAST, batch.fence());
            Predicate<LedgerEntry> planned = LedgerView.among(keys(batch.plans()));
            later.readOn(transaction.ledger(), planned);
            hooks.ledgerRead();
            Checkpoint checkpoint = transaction.lockCheckpoint();
            hooks.checkpointLocked();
            later.readOn(transaction.ledger(), planned);
            Standing standing = new Standing(
                    checkpoint,
                    transaction.ledger().floor(),
                    later,
                    transaction.notes().tableStates());

            Map<CorrectionPlan, CorrectionOutcome> outcomes = new IdentityHashMap<>();
            List<CorrectionPlan> writable = writable(transaction, batch, standing, outcomes);
            hooks.rowsLocked();
            write(transaction, writable, outcomes);
            List<CorrectionPlan> written = writable.stream()
                    .filter(plan -> !outcomes.containsKey(plan))
                    .toList();
            if (!written.isEmpty()) {
                record(transaction, batch, written, outcomes);
                hooks.written();
                transaction.commit();
            }
            return batch.plans().stream().map(outcomes::get).toList();
        }
    }

    private static Map<String, Set<RowKey>> keys(Collection<CorrectionPlan> plans) {
        return plans.stream()
                .collect(Collectors.groupingBy(
                        plan -> plan.table().id(), Collectors.mapping(CorrectionPlan::key, Collectors.toSet())));
    }

    /** The facts read under the checkpoint's lock. */
    record Standing(Checkpoint checkpoint, long floor, LedgerView later, Map<String, TableState> states) {}

    /** Returns the reason why a plan's proof no longer holds; empty if it holds. Mutation tests override this method. */
    String reasonNotProven(Batch batch, CorrectionPlan plan, Standing standing) {
        if (standing.checkpoint().sequence() < batch.fence()) {
            return "the target is behind the position of the proof";
        }
        if (batch.complete() && standing.floor() > batch.fence()) {
            return "the ledger was pruned past the position of the proof";
        }
        if (standing.later().touched(plan.table().id(), plan.key())) {
            return "the stream changed the row since it was judged";
        }
        return follows(plan, standing) ? "" : "the table does not follow the stream at present";
    }

    private static boolean follows(CorrectionPlan plan, Standing standing) {
        TableState state = standing.states().get(plan.table().id());
        return state instanceof TableState.Live
                || state instanceof TableState.Filling filling
                        && new KeyOrder(plan.table().keyTypes()).compare(plan.key(), filling.upTo()) < 0;
    }

    private List<CorrectionPlan> writable(
            TargetTransaction transaction,
            Batch batch,
            Standing standing,
            Map<CorrectionPlan, CorrectionOutcome> outcomes) {
        List<CorrectionPlan> proven = new ArrayList<>();
        for (CorrectionPlan plan : batch.plans()) {
            String why = reasonNotProven(batch, plan, standing);
            if (why.isEmpty()) {
                proven.add(plan);
            } else {
                outcomes.put(plan, CorrectionOutcome.not(plan, Result.SUPERSEDED, why));
            }
        }
        Map<MappedTable, List<CorrectionPlan>> byTable = proven.stream()
                .collect(Collectors.groupingBy(CorrectionPlan::table, LinkedHashMap::new, Collectors.toList()));
        List<CorrectionPlan> writable = new ArrayList<>();
        byTable.forEach((table, plans) -> {
            Map<RowKey, Row> rows = transaction
                    .rows()
                    .lock(table, plans.stream().map(CorrectionPlan::key).toList());
            for (CorrectionPlan plan : plans) {
                if (CorrectionPlan.same(table, rows.get(plan.key()), plan.judged())) {
                    writable.add(plan);
                } else {
                    outcomes.put(plan, notAsJudged(plan, rows.get(plan.key())));
                }
            }
        });
        return writable;
    }

    private static CorrectionOutcome notAsJudged(CorrectionPlan plan, @Nullable Row now) {
        if (now != null && !plan.table().isInTargetFilter(now)) {
            return CorrectionOutcome.not(
                    plan,
                    Result.REFUSED,
                    "the target's row with this key is outside the mapping's filter ("
                            + plan.table().filter(Side.TARGET) + "), so it is never overwritten");
        }
        return CorrectionOutcome.not(
                plan,
                Result.CHANGED,
                now == null
                        ? "the target's row was deleted since it was judged"
                        : "the target's row changed since it was judged");
    }

    private static void write(
            TargetTransaction transaction,
            Collection<CorrectionPlan> plans,
            Map<CorrectionPlan, CorrectionOutcome> outcomes) {
        if (plans.isEmpty()) {
            return;
        }
        // A deferred constraint would fail the commit, and with it all plans, for one violation.
        transaction.checkConstraints();
        CorrectionWrites writes = new CorrectionWrites(transaction);
        for (List<CorrectionPlan> group : CorrectionOrder.groups(plans)) {
            writes.write(group).forEach(failure -> outcomes.put(failure.plan(), failure));
        }
    }

    private void record(
            TargetTransaction transaction,
            Batch batch,
            List<CorrectionPlan> written,
            Map<CorrectionPlan, CorrectionOutcome> outcomes) {
        List<JournalEntry> entries = new ArrayList<>();
        for (CorrectionPlan plan : written) {
            String id = ids.get();
            entries.add(new JournalEntry(
                    id,
                    plan.discrepancy(),
                    new ChangedRow(plan.table().id(), plan.tenant(), plan.key(), plan.judged(), plan.wanted()),
                    plan.kind().name(),
                    batch.fence(),
                    batch.actor(),
                    clock.instant()));
            outcomes.put(plan, CorrectionOutcome.corrected(plan, id));
        }
        transaction.journal(entries);
        if (batch.complete()) {
            discardParked(transaction.notes(), batch.fence(), written);
        }
    }

    /**
     * Discards events parked up to F: the corrected row contains them. No later event of these keys is parked, because the ledger
     * would show it.
     */
    private static void discardParked(TargetNotes notes, long fence, List<CorrectionPlan> written) {
        Map<String, Set<RowKey>> parked = notes.parkedKeys();
        Map<String, Set<RowKey>> corrected = new HashMap<>();
        for (CorrectionPlan plan : written) {
            if (parked.getOrDefault(plan.table().id(), Set.of()).contains(plan.key())) {
                corrected
                        .computeIfAbsent(plan.table().id(), id -> new HashSet<>())
                        .add(plan.key());
            }
        }
        corrected.forEach((table, keys) -> notes.unpark(notes.parked(table, Integer.MAX_VALUE).stream()
                .filter(event -> event.key() != null
                        && keys.contains(event.key())
                        && event.change().sequence() <= fence)
                .map(ParkedEvent::id)
                .toList()));
    }
}
