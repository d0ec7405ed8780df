package dev.reconciler.run;

import dev.reconciler.correction.Breaker;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Looks again at everything that waits to be confirmed, outside of any run: what runs have left, and what single keys' checks
 * found. To be called once every settle time, by one process of a pipeline.
 */
public final class CandidateTurn implements Runnable {
    private static final int PAGE = 5_000;
    /** What the breaker counts together, as a run's corrections are. */
    private static final Duration BREAKER = Duration.ofHours(1);
    /** Of groups of rules, that no run looks at any more. */
    private static final Duration FORGET = Duration.ofDays(1);

    private final Pipeline pipeline;
    private final WindowedPass pass;
    private final Function<Breaker, FindingHandler> findings;
    private final Supplier<Breaker> breakers;
    private final Confirming confirming;
    private final Candidates candidates;
    private Breaker breaker;
    private Instant breakerSince;

    CandidateTurn(
            Pipeline pipeline,
            WindowedPass pass,
            Function<Breaker, FindingHandler> findings,
            Supplier<Breaker> breakers,
            Confirming confirming,
            Candidates candidates) {
        this.pipeline = pipeline;
        this.pass = pass;
        this.findings = findings;
        this.breakers = breakers;
        this.confirming = confirming;
        this.candidates = candidates;
        this.breaker = breakers.get();
        this.breakerSince = confirming.clock().instant();
    }

    @Override
    public void run() {
        Instant now = confirming.clock().instant();
        if (now.isAfter(breakerSince.plus(BREAKER))) {
            breaker = breakers.get();
            breakerSince = now;
            candidates.forgetGroups(now.minus(FORGET));
        }
        for (MappedTable table : pipeline.tables()) {
            String after = "";
            List<Candidate> page = candidates.waiting(table.id(), after, PAGE);
            while (!page.isEmpty()) {
                lookAt(table, page);
                after = page.get(page.size() - 1).subject();
                page = candidates.waiting(table.id(), after, PAGE);
            }
        }
    }

    private void lookAt(MappedTable table, List<Candidate> page) {
        List<RowKey> keys = page.stream()
                .map(candidate -> RowKey.decode(candidate.subject()))
                .toList();
        new KeyPass(pipeline, pass, findings.apply(breaker), confirming)
                .run("candidates of " + table.id(), Map.of(table, keys), handled -> {});
    }
}
