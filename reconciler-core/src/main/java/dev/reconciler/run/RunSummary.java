package dev.reconciler.run;

import dev.reconciler.verify.Verdict;
import java.util.Map;
import java.util.Optional;

/**
 * A run's results in numbers.
 *
 * @param verdicts the number of results by verdict; zero has no entry
 * @param differences the sum over all results
 * @param chunks the number of finished chunks, of a run that is RUNNING
 */
public record RunSummary(Map<Verdict, Long> verdicts, long differences, long chunks) {
    public static final RunSummary NONE = new RunSummary(Map.of(), 0, 0);

    public RunSummary {
        verdicts = Map.copyOf(verdicts);
    }

    public long results() {
        return verdicts.values().stream().mapToLong(Long::longValue).sum();
    }

    public long count(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }

    /** The combined verdict of all results; empty if there are none. */
    public Optional<Verdict> verdict() {
        return verdicts.keySet().stream().reduce(Verdict::and);
    }
}
