package dev.reconciler.run.recheck;

import dev.reconciler.discrepancy.DependentFinding;
import dev.reconciler.discrepancy.Discrepancies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/**
 * Verifies findings of counts and rules again, outside of any run, soon after a repair of rows that may have caused them. Called
 * every few seconds, by one process of a pipeline. <p>Each call covers all settlements since the previous call, so ten thousand
 * repairs cost one re-check, or a few. After a re-check the next one waits for several times its duration: so counts of a large
 * table take at most a sixth of the time.
 */
public final class DependentRecheck implements Runnable {
    private static final int AT_ONCE = 200;
    /** The overlap of two calls: a settlement may have been committed later than its timestamp. */
    private static final Duration OVERLAP = Duration.ofSeconds(5);
    /** The first call's period, for settlements made while no process was running. */
    private static final Duration BEFORE_START = Duration.ofMinutes(10);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);
    private static final int PAUSE_FACTOR = 5;

    private final String pipeline;
    private final Discrepancies discrepancies;
    private final CountRecheck counts;
    private final RuleRecheck rules;
    private final Lock nothingPlanted;
    private final InstantSource clock;
    private Instant since;
    private Instant next;

    /** @param nothingPlanted held during a re-check: counts and rules can't distinguish the canary's rows */
    public DependentRecheck(
            String pipeline,
            Discrepancies discrepancies,
            CountRecheck counts,
            RuleRecheck rules,
            Lock nothingPlanted,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.discrepancies = discrepancies;
        this.counts = counts;
        this.rules = rules;
        this.nothingPlanted = nothingPlanted;
        this.clock = clock;
        this.next = clock.instant();
        this.since = next.minus(BEFORE_START);
    }

    @Override
    public void run() {
        Instant begun = clock.instant();
        if (begun.isBefore(next)) {
            return;
        }
        List<DependentFinding> open = discrepancies.openDependents(pipeline, AT_ONCE);
        Set<String> settled = open.isEmpty() ? Set.of() : discrepancies.tablesSettledSince(pipeline, since);
        if (!settled.isEmpty()) {
            nothingPlanted.lock();
            try {
                counts.verify(open, settled);
                rules.verify(open);
            } finally {
                nothingPlanted.unlock();
                next = clock.instant().plus(pause(Duration.between(begun, clock.instant())));
            }
        }
        since = begun.minus(OVERLAP);
    }

    private static Duration pause(Duration took) {
        Duration pause = took.multipliedBy(PAUSE_FACTOR);
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }
}
