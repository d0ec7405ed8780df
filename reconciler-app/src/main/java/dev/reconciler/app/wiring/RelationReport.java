package dev.reconciler.app.wiring;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.verify.coverage.Covered;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for tables that changed without events, and reports them: a gap of the publication as a standing problem, a rewrite in the log
 * (VACUUM FULL looks the same), both in the coverage. A table is reported until it is verified again.
 */
final class RelationReport implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RelationReport.class);
    private static final String GAP = "stream-gap";
    private static final String JOB = "stream";

    private final Application application;
    private final Map<String, String> rewrites = new HashMap<>();

    RelationReport(Application application) {
        this.application = application;
    }

    @Override
    public void run() {
        application.relations().look();
        Map<String, StreamTrust.Doubt> doubts = application.relations().doubts();
        for (MappedTable table : application.pipeline().tables()) {
            report(table, Optional.ofNullable(doubts.get(table.id())));
        }
    }

    private void report(MappedTable table, Optional<StreamTrust.Doubt> doubt) {
        ProblemKey key = ProblemKey.ofTable(GAP, table.id());
        if (doubt.isPresent() && doubt.get().isGap()) {
            application.problems().raise(key, doubt.get().reason(), action(table, doubt.get()), Effect.PARTIAL);
        } else {
            application.problems().ended(key);
        }
        if (doubt.isPresent() && !doubt.get().isGap()) {
            String reason = doubt.get().reason();
            if (!reason.equals(rewrites.put(table.id(), reason))) {
                LOG.warn(
                        "table changed without events, incremental verification reads all of it again table={}"
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
        return application.endpoints().stream().gapAdvice(table);
    }

    /** Of each tenant that was verified before the change, nothing can be said now. */
    private void cover(MappedTable table, StreamTrust.Doubt doubt) {
        application.coverage().list(application.config().pipeline()).stream()
                .filter(covered -> covered.table().equals(table.id()))
                .filter(covered -> isBefore(covered, doubt))
                .filter(covered -> !covered.unverifiableReason().equals(doubt.reason()))
                .forEach(covered -> application
                        .coverage()
                        .unverifiable(covered.pipeline(), table.id(), covered.tenant(), JOB, doubt.reason(), -1));
    }

    private static boolean isBefore(Covered covered, StreamTrust.Doubt doubt) {
        return covered.verified() == null
                || !doubt.isCoveredBy(covered.verified().position());
    }
}
