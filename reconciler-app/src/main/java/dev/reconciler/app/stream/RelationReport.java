package dev.reconciler.app.stream;

import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.relation.RelationWatch;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.run.Pipeline;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.Covered;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects tables that changed without events, and reports them: a gap of the publication as a standing problem, a rewrite in the
 * log (VACUUM FULL looks the same), both in the coverage. A table is reported until it is verified again.
 */
public final class RelationReport implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RelationReport.class);
    private static final String GAP = "stream-gap";
    private static final String JOB = "stream";

    private final Pipeline pipeline;
    private final RelationWatch relations;
    private final StreamSetup stream;
    private final Coverage coverage;
    private final Problems problems;
    private final Map<String, String> rewrites = new HashMap<>();

    public RelationReport(
            Pipeline pipeline, RelationWatch relations, StreamSetup stream, Coverage coverage, Problems problems) {
        this.pipeline = pipeline;
        this.relations = relations;
        this.stream = stream;
        this.coverage = coverage;
        this.problems = problems;
    }

    @Override
    public void run() {
        relations.look();
        Map<String, StreamTrust.Doubt> doubts = relations.doubts();
        for (MappedTable table : pipeline.tables()) {
            report(table, Optional.ofNullable(doubts.get(table.id())));
        }
    }

    private void report(MappedTable table, Optional<StreamTrust.Doubt> doubt) {
        ProblemKey key = ProblemKey.ofTable(GAP, table.id());
        if (doubt.isPresent() && doubt.get().isGap()) {
            problems.raise(key, doubt.get().reason(), action(table, doubt.get()), Effect.PARTIAL);
        } else {
            problems.ended(key);
        }
        if (doubt.isPresent() && !doubt.get().isGap()) {
            String reason = doubt.get().reason();
            if (!reason.equals(rewrites.put(table.id(), reason))) {
                LOG.warn(
                        "table changed without events; the next incremental verification reads all of it table={}"
                                + " cause=\"{}\"",
                        table.id(),
                        reason);
            }
        } else {
            rewrites.remove(table.id());
        }
        doubt.ifPresent(found -> cover(table, found));
    }

    private String action(MappedTable table, StreamTrust.Doubt doubt) {
        if (doubt.isCarried()) {
            return "run 'reconciler verify --job incremental --table " + table.id()
                    + "', or wait for the scheduled run: it reads the whole table";
        }
        return stream.gapAdvice(table);
    }

    /** For each tenant that was verified before the change, no statement is possible now. */
    private void cover(MappedTable table, StreamTrust.Doubt doubt) {
        coverage.list(pipeline.name()).stream()
                .filter(covered -> covered.table().equals(table.id()))
                .filter(covered -> isBefore(covered, doubt))
                .filter(covered -> !covered.noVerdict().reason().equals(doubt.reason()))
                .forEach(covered -> coverage.unverifiable(
                        covered.pipeline(), table.id(), covered.tenant(), JOB, doubt.reason(), -1));
    }

    private static boolean isBefore(Covered covered, StreamTrust.Doubt doubt) {
        return covered.verified() == null
                || !doubt.isCoveredBy(covered.verified().position());
    }
}
