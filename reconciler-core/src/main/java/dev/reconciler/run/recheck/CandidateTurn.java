package dev.reconciler.run.recheck;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.finding.FindingHandler;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads all unconfirmed candidates again, outside of any run: those left by runs, and those of single keys' checks. Called once
 * every settle time, by one process of a pipeline.
 */
public final class CandidateTurn implements Runnable {
    private static final int PAGE = 5_000;
    /** The age at which a rule's group that no run has evaluated is deleted. */
    private static final Duration FORGET = Duration.ofDays(1);

    private static final Duration TIDY = Duration.ofHours(1);

    private final Pipeline pipeline;
    private final WindowedPass pass;
    private final FindingHandler findings;
    private final Confirming confirming;
    private final Candidates candidates;
    private Instant tidied;

    public CandidateTurn(
            Pipeline pipeline,
            WindowedPass pass,
            FindingHandler findings,
            Confirming confirming,
            Candidates candidates) {
        this.pipeline = pipeline;
        this.pass = pass;
        this.findings = findings;
        this.confirming = confirming;
        this.candidates = candidates;
        this.tidied = confirming.clock().instant();
    }

    @Override
    public void run() {
        Instant now = confirming.clock().instant();
        if (now.isAfter(tidied.plus(TIDY))) {
            tidied = now;
            candidates.forgetGroups(now.minus(FORGET));
        }
        List<ReadFailedException> failures = new ArrayList<>();
        for (MappedTable table : pipeline.tables()) {
            try {
                lookAt(table);
            } catch (ReadFailedException e) {
                failures.add(e); // the other tables' candidates are read first
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void lookAt(MappedTable table) {
        String after = "";
        List<Candidate> page = candidates.waiting(table.id(), after, PAGE);
        while (!page.isEmpty()) {
            lookAt(table, page);
            after = page.get(page.size() - 1).place().subject();
            page = candidates.waiting(table.id(), after, PAGE);
        }
    }

    private void lookAt(MappedTable table, List<Candidate> page) {
        List<RowKey> keys = page.stream()
                .map(candidate -> RowKey.decode(candidate.place().subject()))
                .toList();
        new KeyPass(pipeline, pass, findings, confirming)
                .judge("candidates of " + table.id(), Map.of(table, keys), (lane, read, handled) -> {});
    }
}
