package dev.reconciler.correction;

import dev.reconciler.control.Slices;
import dev.reconciler.discrepancy.Change;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Settlement.Decided;
import dev.reconciler.discrepancy.Settlement.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * State changes that follow from completed corrections, and so apply at any version of the discrepancy. Many are made in one
 * transaction; a discrepancy that another session changes in between is read again, and does not delay the other changes.
 */
final class StateChanges {
    private final Discrepancies discrepancies;

    StateChanges(Discrepancies discrepancies) {
        this.discrepancies = discrepancies;
    }

    /** A committed correction with its actor. */
    record Made(
            String discrepancy,
            String correction,
            @Nullable Standing standing,
            @Nullable Decided decided,
            String actor,
            String note) {}

    /** Records committed corrections; returns the discrepancies that no other session has closed meanwhile. */
    List<Discrepancy> corrected(Collection<Made> made) {
        Map<String, Step> steps = new LinkedHashMap<>();
        Map<String, String> corrections = new LinkedHashMap<>();
        for (Made each : made) {
            Step step = new Step(now -> noted(now, each), each.actor(), each.note());
            steps.putIfAbsent(each.discrepancy(), step);
            corrections.putIfAbsent(each.discrepancy(), each.correction());
        }
        return carryOut(steps).stream()
                .filter(now -> Objects.equals(now.lifecycle().correction(), corrections.get(now.id())))
                .toList();
    }

    private static Optional<Settlement> noted(Discrepancy now, Made made) {
        if (!now.state().isOpen()) {
            return Optional.empty();
        }
        boolean automatic = now.state() == DiscrepancyState.OPEN && made.actor().equals(CorrectionService.AUTO);
        DiscrepancyState to = automatic ? DiscrepancyState.AUTO_CORRECTED : DiscrepancyState.RESOLVED;
        return Optional.of(new Settlement(to, made.correction(), made.standing(), made.decided()));
    }

    /**
     * Puts discrepancies into review, from whatever state they are in.
     *
     * @param why reasons by the discrepancy's id
     * @return the existing discrepancies, in their present state
     */
    List<Discrepancy> toReview(Map<String, String> why, String actor) {
        Map<String, Step> steps = new LinkedHashMap<>();
        why.forEach((id, note) -> steps.put(id, new Step(StateChanges::towardsReview, actor, note)));
        return carryOut(steps);
    }

    private static Optional<Settlement> towardsReview(Discrepancy now) {
        if (now.state() == DiscrepancyState.IN_REVIEW) {
            return Optional.empty();
        }
        boolean direct = now.state().next().contains(DiscrepancyState.IN_REVIEW);
        return Optional.of(Settlement.to(direct ? DiscrepancyState.IN_REVIEW : DiscrepancyState.OPEN));
    }

    /** @param next the next transition from a state; empty if the step is complete */
    private record Step(Function<Discrepancy, Optional<Settlement>> next, String actor, String note) {}

    /** Returns all existing discrepancies, in their state after their last step. */
    private List<Discrepancy> carryOut(Map<String, Step> steps) {
        List<Discrepancy> done = new ArrayList<>();
        for (List<String> slice : Slices.of(List.copyOf(steps.keySet()), Slices.DISCREPANCIES)) {
            List<Discrepancy> pending = discrepancies.findAll(slice);
            while (!pending.isEmpty()) {
                pending = advance(steps, pending, done);
            }
        }
        return done;
    }

    /** Takes one step for each discrepancy; returns the incomplete ones in their present state. */
    private List<Discrepancy> advance(Map<String, Step> steps, List<Discrepancy> pending, List<Discrepancy> done) {
        List<Change> changes = new ArrayList<>();
        for (Discrepancy now : pending) {
            Step step = Objects.requireNonNull(steps.get(now.id()));
            step.next()
                    .apply(now)
                    .ifPresentOrElse(
                            to -> changes.add(
                                    new Change(now.id(), now.lifecycle().version(), to, step.actor(), step.note())),
                            () -> done.add(now));
        }
        if (changes.isEmpty()) {
            return List.of();
        }
        Map<String, Discrepancy> changed = discrepancies.settleAll(changes);
        List<Discrepancy> left = new ArrayList<>(changed.values());
        List<String> overtaken = changes.stream()
                .map(Change::id)
                .filter(id -> !changed.containsKey(id))
                .toList();
        if (!overtaken.isEmpty()) {
            left.addAll(discrepancies.findAll(overtaken));
        }
        return left;
    }
}
