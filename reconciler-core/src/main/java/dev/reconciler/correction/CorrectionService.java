package dev.reconciler.correction;

import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Settlement.Standing;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of recorded discrepancies, has them corrected, and keeps their states true. */
public final class CorrectionService {
    /** Who acts where no person does. */
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
     * Applies the policy to discrepancies that are OPEN; others are passed over. Where a source row is not known yet (a key in
     * doubt), the discrepancy stays open for the window that will read it.
     *
     * @param tables by mapping id
     * @param fence F of the window that proved them all, whose pin is still held
     * @param breaker the run's
     */
    public CorrectionSummary apply(
            Collection<Discrepancy> found, Map<String, MappedTable> tables, Checkpoint fence, Breaker breaker) {
        List<Discrepancy> reviewed = new ArrayList<>();
        Map<String, List<CorrectionPlan>> wanted = new LinkedHashMap<>();
        for (Discrepancy each : found) {
            if (each.state() != DiscrepancyState.OPEN) {
                continue;
            }
            switch (policy.action(each.table(), each.type())) {
                case REPORT -> {}
                case REVIEW -> review(each.id(), "the policy for " + each.type() + " is review", reviewed);
                case AUTO ->
                    plan(each, tables, reviewed)
                            .ifPresent(plan -> wanted.computeIfAbsent(each.table(), table -> new ArrayList<>())
                                    .add(plan));
            }
        }
        List<CorrectionPlan> plans = new ArrayList<>();
        wanted.forEach((table, ofTable) -> {
            if (breaker.allow(table, ofTable.size())) {
                plans.addAll(ofTable);
            } else {
                String why = "the breaker stopped automatic correction of the table: "
                        + breaker.tripped().get(table);
                ofTable.forEach(plan -> review(plan.discrepancy(), why, reviewed));
            }
        });
        return new CorrectionSummary(carryOut(plans, fence, reviewed), reviewed);
    }

    private Optional<CorrectionPlan> plan(
            Discrepancy each, Map<String, MappedTable> tables, List<Discrepancy> reviewed) {
        MappedTable table = tables.get(each.table());
        Optional<CorrectionPlan> plan = table == null ? Optional.empty() : CorrectionPlan.of(each, table);
        boolean suppressed = plan.isPresent()
                && suppressions.suppressed(
                        pipeline,
                        each.table(),
                        plan.get().key(),
                        SourceHash.of(plan.get().table(), each.source()));
        if (suppressed) {
            review(each.id(), "a correction of this row was undone, and the source row is still the same", reviewed);
            return Optional.empty();
        }
        return plan;
    }

    private List<CorrectionOutcome> carryOut(List<CorrectionPlan> plans, Checkpoint fence, List<Discrepancy> reviewed) {
        if (policy.dryRun()) {
            return plans.stream()
                    .map(plan -> CorrectionOutcome.not(plan, Result.DRY_RUN, "corrections are in dry-run"))
                    .toList();
        }
        List<CorrectionOutcome> outcomes = corrector.correct(fence, plans, AUTO);
        for (CorrectionOutcome outcome : outcomes) {
            noteCorrected(outcome);
            if (outcome.result() == Result.REFUSED) {
                review(
                        outcome.plan().discrepancy(),
                        "the target refused the correction: " + outcome.reason(),
                        reviewed);
            }
        }
        return outcomes;
    }

    private void noteCorrected(CorrectionOutcome outcome) {
        if (outcome.correction() != null) {
            CorrectionPlan plan = outcome.plan();
            states.corrected(plan.discrepancy(), outcome.correction(), null, AUTO, note(plan.kind()));
        }
    }

    private static String note(CorrectionKind kind) {
        return "corrected by " + kind;
    }

    /**
     * Corrects what the canary job planted, whatever policy, dry-run and breaker say: these rows are there to be corrected.
     *
     * @param planted discrepancies of the canary's own rows alone
     * @param fence F of the window that proved them all, whose pin is still held
     */
    public List<CorrectionOutcome> repairPlanted(
            Collection<Discrepancy> planted, Map<String, MappedTable> tables, Checkpoint fence) {
        List<CorrectionPlan> plans = new ArrayList<>();
        for (Discrepancy each : planted) {
            MappedTable table = tables.get(each.table());
            if (table != null && each.cause() == Cause.CANARY) {
                CorrectionPlan.of(each, table).ifPresent(plans::add);
            }
        }
        List<CorrectionOutcome> outcomes = corrector.correct(fence, plans, AUTO);
        outcomes.forEach(this::noteCorrected);
        return outcomes;
    }

    /**
     * Makes a correction that a person decided on (dry-run and breaker don't hold people back), and resolves the discrepancy if
     * it was made.
     *
     * @param standing what the decision says of later findings; null if they are to be judged anew
     */
    public CorrectionOutcome decided(
            CorrectionPlan plan, Checkpoint fence, String actor, String note, @Nullable Standing standing) {
        CorrectionOutcome outcome =
                corrector.correct(fence, List.of(plan), actor).get(0);
        if (outcome.correction() != null) {
            states.corrected(plan.discrepancy(), outcome.correction(), standing, actor, note);
        }
        return outcome;
    }

    private void review(String discrepancy, String why, List<Discrepancy> reviewed) {
        states.toReview(discrepancy, AUTO, why).ifPresent(reviewed::add);
    }

    /**
     * Completes what a crash between a correction's commit and its state change left: the journal has the correction, the
     * discrepancy doesn't know of it. To be called at start, before anything is verified.
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
        Map<String, Correction> made =
                journal.latest(open.stream().map(Discrepancy::id).toList());
        List<Discrepancy> completed = new ArrayList<>();
        for (Discrepancy each : open) {
            Correction correction = made.get(each.id());
            // A correction that it knows of is older than its present opening.
            if (correction != null && !correction.id().equals(each.correction()) && correction.undoneBy() == null) {
                states.corrected(
                                each.id(),
                                correction.id(),
                                null,
                                correction.actor(),
                                "completed after a restart: " + note(correction.kind()))
                        .ifPresent(completed::add);
            }
        }
        return completed;
    }
}
