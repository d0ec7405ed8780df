package dev.reconciler.run;

import dev.reconciler.verify.Verdict;
import java.util.Map;
import java.util.Optional;

/**
 * A run's results in numbers.
 *
 * @param verdicts how many results have each verdict; a verdict that none has is left out
 * @param differences of all results
 * @param chunks that are finished, of a run that is RUNNING
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

    /** The verdict on all results together; empty if there are none. */
    public Optional<Verdict> verdict() {
        return verdicts.keySet().stream().reduce(Verdict::and);
    }
}
