package dev.reconciler.app.demo.score;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The demo's verdict on itself.
 *
 * @param falseAlarms observed, and neither injected nor a consequence of something injected
 * @param lost rows that differ at the end although nobody damaged them or the daemon says it repaired them
 */
public record Score(long seed, List<ScoredDrift> drifts, List<Observed> falseAlarms, List<RowDifference> lost) {
    public Score {
        drifts = List.copyOf(drifts);
        falseAlarms = List.copyOf(falseAlarms);
        lost = List.copyOf(lost);
    }

    public long detected() {
        return drifts.stream().filter(d -> d.detectedAt() != null).count();
    }

    public long withOutcome(Outcome outcome) {
        return drifts.stream().filter(d -> d.outcome() == outcome).count();
    }

    /** Zero if nothing was detected. */
    public double worstSecondsToDetect() {
        return drifts.stream()
                .filter(d -> d.detectedAt() != null)
                .mapToDouble(d -> Duration.between(d.drift().injectedAt(), Objects.requireNonNull(d.detectedAt()))
                                .toMillis()
                        / 1000.0)
                .max()
                .orElse(0);
    }

    /** Whether every drift was found and dealt with, nothing else was reported and no row is lost. A demo without drift proves nothing. */
    public boolean passed() {
        return !drifts.isEmpty()
                && drifts.stream().allMatch(ScoredDrift::isDealtWith)
                && falseAlarms.isEmpty()
                && lost.isEmpty();
    }
}
