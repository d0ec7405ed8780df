package dev.reconciler.review;

import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.Page;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.correction.CorrectionPlan;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Settlement.Standing;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.review.FreshProof.Fresh;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The discrepancies that need a person's decision, or that a person may decide without need. A decision names the version that
 * its reviewer saw and claims the item first, so two reviewers can't both resolve it. A reviewer sees the discrepancy's rows, and
 * a decision about other rows is rejected.
 */
public final class ReviewQueue {
    private final String pipeline;
    private final Discrepancies discrepancies;
    private final Claims claims;
    private final FreshProof proofs;
    private final CustomRow custom;
    private final CorrectionService corrections;
    private final InstantSource clock;
    private final Duration claimFor;

    /** @param claimFor the lifetime of a claim unless renewed */
    public ReviewQueue(
            String pipeline,
            Discrepancies discrepancies,
            Claims claims,
            FreshProof proofs,
            ColumnCast cast,
            CorrectionService corrections,
            InstantSource clock,
            Duration claimFor) {
        this.pipeline = pipeline;
        this.discrepancies = discrepancies;
        this.claims = claims;
        this.proofs = proofs;
        this.custom = new CustomRow(cast);
        this.corrections = corrections;
        this.clock = clock;
        this.claimFor = claimFor;
    }

    /** Items in review; the query's states are ignored. */
    public Page<ReviewItem> list(DiscrepancyQuery query) {
        return items(query.in(DiscrepancyState.IN_REVIEW));
    }

    /**
     * As {@link #list}, with open discrepancies: they need no decision (policy report, dry-run), but a person can decide them.
     */
    public Page<ReviewItem> listWithOpen(DiscrepancyQuery query) {
        return items(query.in(DiscrepancyState.IN_REVIEW, DiscrepancyState.OPEN));
    }

    /** Returns the write that the discrepancy would get if corrections were not in dry-run; empty if it would get none. */
    public Optional<CorrectionPlan> planned(Discrepancy discrepancy, MappedTable table) {
        return corrections.planned(discrepancy, table);
    }

    private Page<ReviewItem> items(DiscrepancyQuery query) {
        Page<Discrepancy> page = discrepancies.search(query);
        Map<String, Claim> held =
                claims.of(page.items().stream().map(Discrepancy::id).toList());
        return page.map(each -> new ReviewItem(each, held.get(each.id())));
    }

    /** Items with a decision in force; the query's states are ignored. */
    public Page<ReviewItem> listDecided(DiscrepancyQuery query) {
        return items(query.in(DiscrepancyState.RESOLVED, DiscrepancyState.ACCEPTED)
                .decidedAs(EnumSet.allOf(DecisionKind.class)));
    }

    /** The age of the oldest item in review; empty if there is none. */
    public Optional<Duration> oldestAge() {
        return discrepancies
                .oldest(pipeline, DiscrepancyState.IN_REVIEW)
                .map(since -> Duration.between(since, clock.instant()));
    }

    /** An item that a person can decide: in review, or open. */
    public Optional<ReviewItem> find(String id) {
        return discrepancies
                .find(id)
                .filter(each -> each.state().isOpen())
                .map(each -> new ReviewItem(each, claims.of(List.of(id)).get(id)));
    }

    /**
     * Claims the item for the reviewer.
     *
     * @throws ClaimedException if another reviewer has claimed it
     * @throws UnknownIdException if no such item is in review or open
     */
    public Claim claim(String id, String reviewer) {
        if (find(id).isEmpty()) {
            throw new UnknownIdException("item in review", id);
        }
        Claim claim = claims.claim(id, reviewer, clock.instant().plus(claimFor));
        if (!claim.reviewer().equals(reviewer)) {
            throw new ClaimedException(claim);
        }
        return claim;
    }

    public void release(String id, String reviewer) {
        claims.release(id, reviewer);
    }

    /**
     * Carries out a decision.
     *
     * @param version the discrepancy's, as the reviewer saw it
     * @throws ClaimedException if another reviewer has claimed the item
     * @throws StaleVersionException if it changed since the reviewer saw it
     * @throws IllegalTransitionException if it is neither in review nor open
     * @throws DecisionRefusedException if the decision is not possible for it
     */
    public DecisionResult resolve(String id, int version, String actor, Decision decision) {
        decidable(id, version);
        claim(id, actor);
        Discrepancy item = decidable(id, version); // the item may have been resolved just before the claim
        DecisionResult resolution = carryOut(item, actor, decision);
        if (!resolution.discrepancy().state().isOpen()) {
            claims.release(id, actor);
        }
        return resolution;
    }

    /**
     * Revokes a decision: the item is in review again, and later findings are not compared with the decision. The rows stay
     * unchanged; {@link dev.reconciler.correction.Undo} reverses a decision's write.
     *
     * @param version the discrepancy's, as the reviewer saw it
     * @param reason for the audit log
     * @throws StaleVersionException if it changed since the reviewer saw it
     * @throws IllegalTransitionException if it is neither resolved nor accepted
     */
    public Discrepancy reopen(String id, int version, String actor, String reason) {
        Discrepancy item = discrepancies.find(id).orElseThrow(() -> new UnknownIdException("discrepancy", id));
        if (item.state() != DiscrepancyState.RESOLVED && item.state() != DiscrepancyState.ACCEPTED) {
            throw new IllegalTransitionException(id, item.state(), DiscrepancyState.IN_REVIEW);
        }
        return discrepancies.transition(id, version, DiscrepancyState.IN_REVIEW, actor, reason);
    }

    private Discrepancy decidable(String id, int version) {
        Discrepancy item = discrepancies.find(id).orElseThrow(() -> new UnknownIdException("discrepancy", id));
        if (!item.state().isOpen()) {
            throw new IllegalTransitionException(id, item.state(), DiscrepancyState.RESOLVED);
        }
        if (item.lifecycle().version() != version) {
            throw new StaleVersionException(id, version, item.lifecycle().version());
        }
        return item;
    }

    private DecisionResult carryOut(Discrepancy item, String actor, Decision decision) {
        return decision.accept(new Decision.Visitor<>() {
            @Override
            public DecisionResult keepTarget(Decision.KeepTarget keep) {
                return settle(item, DiscrepancyState.RESOLVED, null, actor, keep);
            }

            @Override
            public DecisionResult accept(Decision.Accept accept) {
                if (!accept.until().isAfter(clock.instant())) {
                    throw new DecisionRefusedException(
                            "the acceptance of a difference needs a future date, not " + accept.until());
                }
                return settle(item, DiscrepancyState.ACCEPTED, accept.until(), actor, accept);
            }

            @Override
            public DecisionResult applySource(Decision.ApplySource apply) {
                return withProof(
                        item,
                        fresh -> correct(
                                item,
                                fresh,
                                actor,
                                apply,
                                false,
                                (key, of) -> CorrectionPlan.applySource(
                                        item.id(), of.table(), key, of.source(), of.target())));
            }

            @Override
            public DecisionResult customFix(Decision.CustomFix fix) {
                return withProof(
                        item,
                        fresh -> correct(
                                item,
                                fresh,
                                actor,
                                fix,
                                true,
                                (key, of) -> ReviewQueue.this.customFix(item, key, of, fix)));
            }
        });
    }

    private DecisionResult withProof(Discrepancy item, Function<Fresh, DecisionResult> work) {
        if (!item.type().isCorrectable()) {
            throw new DecisionRefusedException("a " + item.type()
                    + " is not a difference of one row that a correction can write: keep or accept it");
        }
        return proofs.with(item.place().table(), RowKey.decode(item.place().subject()), work);
    }

    private DecisionResult settle(
            Discrepancy item, DiscrepancyState to, @Nullable Instant until, String actor, Decision decision) {
        Standing standing =
                new Standing(item.difference().source(), item.difference().target(), until);
        Settlement settlement = new Settlement(to, null, standing, decision.decided());
        return new DecisionResult(
                discrepancies.settle(item.id(), item.lifecycle().version(), settlement, actor, decision.note()), null);
    }

    /** @param edited true if a person chose the values, having seen both rows */
    private DecisionResult correct(
            Discrepancy item,
            Fresh fresh,
            String actor,
            Decision decision,
            boolean edited,
            BiFunction<RowKey, Fresh, CorrectionPlan> planning) {
        if (fresh.table().agree(fresh.source(), fresh.target())) {
            String note = "source and target agree now; nothing was written"
                    + (decision.note().isEmpty() ? "" : ": " + decision.note());
            return new DecisionResult(
                    discrepancies.transition(
                            item.id(), item.lifecycle().version(), DiscrepancyState.HEALED, actor, note),
                    null);
        }
        RowKey key = RowKey.decode(item.place().subject());
        CorrectionPlan plan = planning.apply(key, fresh);
        boolean sourceSeen = !edited
                || CorrectionPlan.sameCompared(
                        fresh.table(), fresh.source(), item.difference().source());
        if (!sourceSeen
                || !CorrectionPlan.sameCompared(
                        fresh.table(), fresh.target(), item.difference().target())) {
            return new DecisionResult(
                    item,
                    CorrectionOutcome.not(
                            plan,
                            Result.CHANGED,
                            "the rows have changed since the reviewer saw them; review them again after the next check"));
        }
        Standing standing = edited ? new Standing(fresh.source(), plan.wanted(), null) : null;
        CorrectionOutcome outcome =
                corrections.decided(plan, fresh.fence(), actor, decision.note(), standing, decision.decided());
        return new DecisionResult(discrepancies.find(item.id()).orElse(item), outcome);
    }

    private CorrectionPlan customFix(Discrepancy item, RowKey key, Fresh fresh, Decision.CustomFix fix) {
        Row base = fresh.target() != null ? fresh.target() : fresh.source();
        if (base == null) {
            throw new IllegalStateException("neither side has the row, but the proof reported a difference");
        }
        Row wanted = custom.of(fresh.table(), base, fix.values());
        if (CorrectionPlan.same(fresh.table(), wanted, fresh.target())) {
            throw new DecisionRefusedException("these values change nothing: the target has them; keep the target");
        }
        return new CorrectionPlan(item.id(), fresh.table(), key, CorrectionKind.CUSTOM_FIX, fresh.target(), wanted);
    }

    /** Carries out one decision for many items; an item that can't be resolved does not affect the other items. */
    public List<BulkResult> resolveAll(List<Seen> items, String actor, Decision decision) {
        List<BulkResult> results = new ArrayList<>();
        for (Seen item : items) {
            try {
                results.add(new BulkResult(item.id(), resolve(item.id(), item.version(), actor, decision), ""));
            } catch (RuntimeException e) {
                results.add(new BulkResult(item.id(), null, String.valueOf(e.getMessage())));
            }
        }
        return results;
    }

    /** An item at the version that its reviewer saw. */
    public record Seen(String id, int version) {}

    /**
     * @param problem the reason why it is not resolved; empty if the decision was carried out, with the outcome {@code
     *     resolution}
     */
    public record BulkResult(String id, @Nullable DecisionResult resolution, String problem) {}
}
