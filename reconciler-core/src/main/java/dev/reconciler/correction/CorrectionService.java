package dev.reconciler.correction;

import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.correction.StateChanges.Made;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Settlement.Decided;
import dev.reconciler.discrepancy.Settlement.Standing;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies the correction policy to recorded discrepancies, has them corrected, and updates their states. */
public final class CorrectionService {
    /** The actor of automatic corrections. */
    public static final String AUTO = "auto";

    private final String pipeline;
    private final Corrector corrector;
    private final Discrepancies discrepancies;
    private final Suppressions suppressions;
    private final Journal journal;
    private final CorrectionPolicy policy;
    private final StateChanges states;

    public CorrectionService(
            String pipeline,
            Corrector corrector,
            Discrepancies discrepancies,
            Suppressions suppressions,
            Journal journal,
            CorrectionPolicy policy) {
        this.pipeline = pipeline;
        this.corrector = corrector;
        this.discrepancies = discrepancies;
        this.suppressions = suppressions;
        this.journal = journal;
        this.policy = policy;
        this.states = new StateChanges(discrepancies);
    }

    /**
     * Applies the policy to OPEN discrepancies; discrepancies in another state are skipped. If a source row is not known yet (a
     * key in doubt), the discrepancy stays open for the window that will read it.
     *
     * @param tables by mapping id
     * @param fence F of the window that proved them all, whose pin is still held
     * @param breaker the run's
     */
    public CorrectionSummary apply(
            Collection<Discrepancy> found, Map<String, MappedTable> tables, Checkpoint fence, Breaker breaker) {
        Map<String, String> review = new LinkedHashMap<>();
        Map<MappedTable, List<CorrectionPlan>> wanted = new LinkedHashMap<>();
        for (Discrepancy each : found) {
            if (each.state() != DiscrepancyState.OPEN) {
                continue;
            }
            switch (policy.action(each.place().table(), each.type())) {
                case REPORT -> {}
                case REVIEW -> review.put(each.id(), "the policy for " + each.type() + " is review");
                case AUTO ->
                    plan(each, tables)
                            .ifPresent(plan -> wanted.computeIfAbsent(plan.table(), table -> new ArrayList<>())
                                    .add(plan));
            }
        }
        List<CorrectionPlan> plans = new ArrayList<>();
        wanted.forEach((table, ofTable) -> {
            List<CorrectionPlan> free = withoutSuppressed(table, ofTable, review);
            if (free.isEmpty()) {
                return;
            }
            if (breaker.allow(table.id(), free.size())) {
                plans.addAll(free);
            } else {
                String why = "the breaker stopped automatic correction of the table: "
                        + breaker.tripped().get(table.id());
                free.forEach(plan -> review.put(plan.discrepancy(), why));
            }
        });
        List<Discrepancy> reviewed = new ArrayList<>(states.toReview(review, AUTO));
        return new CorrectionSummary(carryOut(plans, fence, reviewed), reviewed);
    }

    /** Returns the write that an open discrepancy would get if corrections were not in dry-run; empty if it would get none. */
    public Optional<CorrectionPlan> planned(Discrepancy discrepancy, MappedTable table) {
        boolean held = policy.dryRun()
                && discrepancy.state() == DiscrepancyState.OPEN
                && policy.action(discrepancy.place().table(), discrepancy.type()) == CorrectionPolicy.Action.AUTO;
        return held ? CorrectionPlan.of(discrepancy, table) : Optional.empty();
    }

    private static Optional<CorrectionPlan> plan(Discrepancy each, Map<String, MappedTable> tables) {
        MappedTable table = tables.get(each.place().table());
        return table == null ? Optional.empty() : CorrectionPlan.of(each, table);
    }

    private List<CorrectionPlan> withoutSuppressed(
            MappedTable table, List<CorrectionPlan> plans, Map<String, String> review) {
        Map<RowKey, String> sources = new HashMap<>();
        plans.forEach(plan -> sources.put(plan.key(), SourceHash.of(table, plan.wanted())));
        Set<RowKey> suppressed = suppressions.suppressed(pipeline, table.id(), sources);
        List<CorrectionPlan> free = new ArrayList<>();
        for (CorrectionPlan plan : plans) {
            if (suppressed.contains(plan.key())) {
                review.put(
                        plan.discrepancy(),
                        "an operator undid a correction of this row, and the source row has not changed since");
            } else {
                free.add(plan);
            }
        }
        return free;
    }

    private List<CorrectionOutcome> carryOut(List<CorrectionPlan> plans, Checkpoint fence, List<Discrepancy> reviewed) {
        if (policy.dryRun()) {
            return plans.stream()
                    .map(plan -> CorrectionOutcome.not(plan, Result.DRY_RUN, "corrections are in dry-run"))
                    .toList();
        }
        List<CorrectionOutcome> outcomes = corrector.correct(fence, plans, AUTO);
        noteCorrected(outcomes);
        Map<String, String> refused = new LinkedHashMap<>();
        for (CorrectionOutcome outcome : outcomes) {
            if (outcome.result() == Result.REFUSED) {
                refused.put(outcome.plan().discrepancy(), "the target rejected the correction: " + outcome.reason());
            }
        }
        reviewed.addAll(states.toReview(refused, AUTO));
        return outcomes;
    }

    private void noteCorrected(List<CorrectionOutcome> outcomes) {
        List<Made> made = new ArrayList<>();
        for (CorrectionOutcome outcome : outcomes) {
            if (outcome.correction() != null) {
                CorrectionPlan plan = outcome.plan();
                made.add(new Made(plan.discrepancy(), outcome.correction(), null, null, AUTO, note(plan.kind())));
            }
        }
        states.corrected(made);
    }

    private static String note(CorrectionKind kind) {
        return "corrected by " + kind;
    }

    /**
     * Corrects the canary job's planted differences, regardless of policy, dry-run and breaker: these rows exist to be corrected.
     *
     * @param planted discrepancies of the canary's own rows alone
     * @param fence F of the window that proved them all, whose pin is still held
     */
    public List<CorrectionOutcome> repairPlanted(
            Collection<Discrepancy> planted, Map<String, MappedTable> tables, Checkpoint fence) {
        List<CorrectionPlan> plans = new ArrayList<>();
        for (Discrepancy each : planted) {
            MappedTable table = tables.get(each.place().table());
            if (table != null && each.attribution().cause() == Cause.CANARY) {
                CorrectionPlan.of(each, table).ifPresent(plans::add);
            }
        }
        List<CorrectionOutcome> outcomes = corrector.correct(fence, plans, AUTO);
        noteCorrected(outcomes);
        return outcomes;
    }

    /**
     * Makes a correction that a person decided on (dry-run and breaker don't apply to people), and resolves the discrepancy if
     * the correction was made.
     *
     * @param standing the decision's effect on later findings; null if they are judged again
     * @param decided the person's decision, for the audit log
     */
    public CorrectionOutcome decided(
            CorrectionPlan plan,
            Checkpoint fence,
            String actor,
            String note,
            @Nullable Standing standing,
            Decided decided) {
        CorrectionOutcome outcome =
                corrector.correct(fence, List.of(plan), actor).get(0);
        if (outcome.correction() != null) {
            states.corrected(
                    List.of(new Made(plan.discrepancy(), outcome.correction(), standing, decided, actor, note)));
        }
        return outcome;
    }

    /** The decision behind a correction; null if it was automatic. */
    private static @Nullable Decided decided(Correction correction) {
        if (correction.actor().equals(AUTO)) {
            return null;
        }
        return Decided.of(
                correction.kind() == CorrectionKind.CUSTOM_FIX ? DecisionKind.CUSTOM_FIX : DecisionKind.APPLY_SOURCE);
    }

    /**
     * Completes state changes that a crash prevented after a correction's commit: the journal has the correction, the
     * discrepancy's state does not reflect it. Called at start, before any verification.
     *
     * @return the discrepancies whose state was completed
     */
    public List<Discrepancy> reconcileJournal() {
        List<Discrepancy> open = new ArrayList<>();
        Page<Discrepancy> page;
        PageRequest next = new PageRequest(0, 1000);
        do {
            page = discrepancies.search(
                    DiscrepancyQuery.of(pipeline, next).in(DiscrepancyState.OPEN, DiscrepancyState.IN_REVIEW));
            open.addAll(page.items());
            next = new PageRequest(next.number() + 1, next.size());
        } while (next.offset() < page.total());
        Map<String, Correction> latest =
                journal.latest(open.stream().map(Discrepancy::id).toList());
        List<Made> made = new ArrayList<>();
        for (Discrepancy each : open) {
            Correction correction = latest.get(each.id());
            // A correction that the discrepancy already names precedes its present opening.
            if (correction != null
                    && !correction.id().equals(each.lifecycle().correction())
                    && correction.undoneBy() == null) {
                made.add(new Made(
                        each.id(),
                        correction.id(),
                        null,
                        decided(correction),
                        correction.actor(),
                        "completed after a restart: " + note(correction.kind())));
            }
        }
        return states.corrected(made);
    }
}
