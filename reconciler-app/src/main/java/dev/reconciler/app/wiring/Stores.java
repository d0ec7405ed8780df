package dev.reconciler.app.wiring;

import dev.reconciler.app.http.AuditedActions;
import dev.reconciler.audit.ActionLog;
import dev.reconciler.audit.AuditLog;
import dev.reconciler.audit.internal.JdbiAuditLog;
import dev.reconciler.canary.Plants;
import dev.reconciler.canary.internal.JdbiPlants;
import dev.reconciler.compatibility.RecordedComparisons;
import dev.reconciler.compatibility.internal.JdbiRecordedComparisons;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.correction.Journal;
import dev.reconciler.correction.Suppressions;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.internal.JdbiDiscrepancies;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.report.ReportDeliveries;
import dev.reconciler.report.Reports;
import dev.reconciler.report.internal.JdbiEvidenceRecords;
import dev.reconciler.report.internal.JdbiReportDeliveries;
import dev.reconciler.report.internal.JdbiReportFigures;
import dev.reconciler.report.internal.JdbiRuleFigures;
import dev.reconciler.review.Claims;
import dev.reconciler.review.internal.JdbiClaims;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.Runs;
import dev.reconciler.run.internal.JdbiAgreedProofs;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.run.internal.JdbiSeriesRecord;
import dev.reconciler.targetstream.TargetRecord;
import dev.reconciler.verify.anomaly.Anomalies;
import dev.reconciler.verify.anomaly.SeriesRecord;
import dev.reconciler.verify.anomaly.internal.JdbiAnomalies;
import dev.reconciler.verify.cause.AgreedProofs;
import dev.reconciler.verify.changes.ChangeRecord;
import dev.reconciler.verify.changes.internal.JdbiChangeRecord;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.internal.JdbiCandidates;
import dev.reconciler.verify.coverage.Chunks;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.SetAside;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import dev.reconciler.verify.coverage.internal.JdbiSetAside;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.core.statement.internal.JfrSupport;
import org.jdbi.v3.core.transaction.SerializableTransactionRunner;

/**
 * The stores of a pipeline: those of its control database, the journal and the record of other writers in its target.
 *
 * @param reports made from the control database
 */
public record Stores(
        Audit audit, Records records, Verified verified, Evidence evidence, Reports reports, Anomalies anomalies) {
    /**
     * The record of actions.
     *
     * @param log for reading
     * @param entries for features of core that record their own actions
     * @param actions records the actions of operators and reviewers
     */
    public record Audit(AuditLog log, ActionLog entries, AuditedActions actions) {}

    /** Runs, the results of their rules, their findings, their corrections, and reviewers' claims. */
    public record Records(
            Runs runs,
            RuleResults ruleResults,
            Discrepancies discrepancies,
            Journal journal,
            Suppressions suppressions,
            Claims claims) {}

    /** The coverage of the tables, the keys that the stream changed, and the last comparison of the schemas. */
    public record Verified(
            Coverage coverage,
            Chunks chunks,
            ChangeRecord changes,
            SetAside setAside,
            Candidates candidates,
            RecordedComparisons schemas) {}

    /** Evidence for the causes of findings and for anomalies, and the record of scheduled reports. */
    public record Evidence(
            AgreedProofs agreed,
            Plants plants,
            TargetRecord target,
            SeriesRecord series,
            ReportDeliveries deliveries) {}

    static Stores of(Pools pools, TargetEndpoint endpoint, String pipeline, TenantScope scope) {
        Jdbi control = repeating(pools.control());
        ControlDialect dialect = pools.dialect();
        JdbiAuditLog audit = audit(pools);
        return new Stores(
                new Audit(audit, audit, new AuditedActions(pipeline, audit)),
                new Records(
                        new JdbiRuns(control, dialect, RealTime.CLOCK),
                        new JdbiRuleResults(control, dialect, pipeline),
                        new JdbiDiscrepancies(control, dialect, audit, RealTime.CLOCK),
                        new JdbiJournal(Jdbi.create(pools.targetRecords()), pools.targetDialect(), pipeline),
                        new JdbiSuppressions(control, dialect, RealTime.CLOCK),
                        new JdbiClaims(control, dialect, RealTime.CLOCK)),
                new Verified(
                        new JdbiCoverage(control, dialect, RealTime.CLOCK),
                        new JdbiChunks(control, dialect, pipeline, scope),
                        new JdbiChangeRecord(control, dialect, pipeline, scope),
                        new JdbiSetAside(ReadOnlyJdbi.of(pools.targetRecords(), pools.targetDialect()), pipeline),
                        new JdbiCandidates(control, dialect, pipeline),
                        new JdbiRecordedComparisons(control, dialect)),
                new Evidence(
                        new JdbiAgreedProofs(control, dialect, pipeline),
                        new JdbiPlants(control, dialect, audit, RealTime.CLOCK),
                        new TargetRecord(endpoint.ownStream().changes(), RealTime.PATIENCE, RealTime.CLOCK),
                        new JdbiSeriesRecord(control, dialect, RealTime.CLOCK),
                        new JdbiReportDeliveries(control, dialect, pipeline, RealTime.CLOCK)),
                new Reports(
                        pipeline,
                        new JdbiReportFigures(control, dialect),
                        new JdbiEvidenceRecords(control),
                        new JdbiRuleFigures(control),
                        audit,
                        RealTime.CLOCK),
                new JdbiAnomalies(control, dialect, RealTime.CLOCK));
    }

    /** Loads what the first statement of a store needs: Jdbi registers an event with the JVM's flight recorder, and so starts it. */
    static void load() {
        Jdbi.create(() -> {
            throw new UnsupportedOperationException("nothing is executed");
        });
        JfrSupport.isFlightRecorderAvailable();
    }

    static JdbiAuditLog audit(Pools pools) {
        return new JdbiAuditLog(repeating(pools.control()), pools.dialect(), RealTime.CLOCK);
    }

    /**
     * Repeats a transaction that the server rolled back because of a deadlock. On some engines a deadlock is an ordinary end of two
     * transactions that change rows of one index, whatever their order.
     */
    static Jdbi repeating(DataSource database) {
        return Jdbi.create(database).setTransactionHandler(new SerializableTransactionRunner());
    }

    /**
     * Makes each session read-only while verification uses it, so that the server itself rejects a write.
     */
    static final class ReadOnlyJdbi implements JdbiPlugin {
        private final ControlDialect dialect;

        private ReadOnlyJdbi(ControlDialect dialect) {
            this.dialect = dialect;
        }

        static Jdbi of(DataSource database, ControlDialect dialect) {
            return Jdbi.create(database).installPlugin(new ReadOnlyJdbi(dialect));
        }

        @Override
        public Handle customizeHandle(Handle handle) {
            // Not Connection.setReadOnly: the driver ignores it for a statement outside of a transaction.
            handle.execute(dialect.beginReadOnlySession());
            handle.addCleanable(() -> handle.execute(dialect.endReadOnlySession()));
            return handle;
        }
    }
}
