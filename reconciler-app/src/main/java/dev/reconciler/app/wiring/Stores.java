package dev.reconciler.app.wiring;

import dev.reconciler.app.http.AuditedActions;
import dev.reconciler.audit.ActionLog;
import dev.reconciler.audit.AuditLog;
import dev.reconciler.audit.internal.JdbiAuditLog;
import dev.reconciler.canary.Plants;
import dev.reconciler.canary.internal.JdbiPlants;
import dev.reconciler.correction.Journal;
import dev.reconciler.correction.Suppressions;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.internal.JdbiDiscrepancies;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.review.Claims;
import dev.reconciler.review.internal.JdbiClaims;
import dev.reconciler.run.Runs;
import dev.reconciler.run.internal.JdbiAgreedProofs;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.targetstream.TargetRecord;
import dev.reconciler.verify.cause.AgreedProofs;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.internal.JdbiCandidates;
import dev.reconciler.verify.coverage.Chunks;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.SetAside;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import dev.reconciler.verify.coverage.internal.JdbiSetAside;
import org.jdbi.v3.core.Jdbi;

/** The records of a pipeline: the stores of its control database, and the journal in its target. */
record Stores(
        AuditLog audit,
        ActionLog actionLog,
        AuditedActions actions,
        Discrepancies discrepancies,
        Runs runs,
        Coverage coverage,
        Candidates candidates,
        Chunks chunks,
        SetAside setAside,
        Claims claims,
        Suppressions suppressions,
        Journal journal,
        AgreedProofs agreed,
        Plants plants,
        TargetRecord target) {
    static Stores of(Pools pools, TargetEndpoint endpoint, String pipeline, TenantScope scope) {
        Jdbi control = Jdbi.create(pools.control());
        Jdbi target = Jdbi.create(pools.target());
        JdbiAuditLog audit = audit(pools);
        return new Stores(
                audit,
                audit,
                new AuditedActions(pipeline, audit),
                new JdbiDiscrepancies(control, pools.dialect(), audit, RealTime.CLOCK),
                new JdbiRuns(control, pools.dialect(), RealTime.CLOCK),
                new JdbiCoverage(control, pools.dialect(), RealTime.CLOCK),
                new JdbiCandidates(control, pools.dialect(), pipeline),
                new JdbiChunks(control, pools.dialect(), pipeline, scope),
                new JdbiSetAside(ReadOnlyJdbi.of(pools.target()), pipeline),
                new JdbiClaims(control, pools.dialect(), RealTime.CLOCK),
                new JdbiSuppressions(control, pools.dialect(), RealTime.CLOCK),
                new JdbiJournal(target, pools.dialect(), pipeline),
                new JdbiAgreedProofs(control, pools.dialect(), pipeline),
                new JdbiPlants(control, pools.dialect(), audit, RealTime.CLOCK),
                new TargetRecord(endpoint.changes(), RealTime.PATIENCE, RealTime.CLOCK));
    }

    static JdbiAuditLog audit(Pools pools) {
        return new JdbiAuditLog(Jdbi.create(pools.control()), pools.dialect(), RealTime.CLOCK);
    }
}
