package dev.reconciler.bench.lab.score;

import dev.reconciler.bench.lab.oracle.RowDifference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The demo's result.
 *
 * @param falseAlarms observations that are neither injected nor a consequence of injected drift
 * @param lost rows that differ at the end without injected drift, or although the daemon recorded their repair
 * @param leftOut parts of the demo that these servers do not support, each with the reason
 * @param inFlight null in mode replicate, in which no row is in flight
 */
public record Score(
        long seed,
        List<ScoredDrift> drifts,
        List<Observed> falseAlarms,
        List<RowDifference> lost,
        List<String> leftOut,
        @Nullable InFlightFigures inFlight) {
    public Score {
        drifts = List.copyOf(drifts);
        falseAlarms = List.copyOf(falseAlarms);
        lost = List.copyOf(lost);
        leftOut = List.copyOf(leftOut);
    }

    /** Creates the score of a demo in mode replicate. */
    public Score(long seed, List<ScoredDrift> drifts, List<Observed> falseAlarms, List<RowDifference> lost) {
        this(seed, drifts, falseAlarms, lost, List.of(), null);
    }

    public Score with(InFlightFigures figures) {
        return new Score(seed, drifts, falseAlarms, lost, leftOut, figures);
    }

    public Score without(List<String> untried) {
        return new Score(seed, drifts, falseAlarms, lost, untried, inFlight);
    }

    public long detected() {
        return drifts.stream().filter(d -> d.detectedAt() != null).count();
    }

    public long withOutcome(DriftOutcome outcome) {
        return drifts.stream().filter(d -> d.outcome() == outcome).count();
    }

    /** Zero without a detection. */
    public double worstSecondsToDetect() {
        return drifts.stream()
                .filter(d -> d.detectedAt() != null)
                .mapToDouble(d -> Duration.between(d.drift().injectedAt(), Objects.requireNonNull(d.detectedAt()))
                                .toMillis()
                        / 1000.0)
                .max()
                .orElse(0);
    }

    /**
     * Returns whether every drift was found and resolved, nothing else was reported, no row is lost and no row is left in flight.
     * A demo without drift proves nothing.
     */
    public boolean passed() {
        return !drifts.isEmpty()
                && drifts.stream().allMatch(ScoredDrift::isDealtWith)
                && falseAlarms.isEmpty()
                && lost.isEmpty()
                && (inFlight == null || inFlight.left() == 0);
    }
}
