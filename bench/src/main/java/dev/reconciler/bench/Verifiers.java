package dev.reconciler.bench;

import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.audit.internal.JdbiAuditLog;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.correction.Corrector;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.discrepancy.internal.JdbiDiscrepancies;
import dev.reconciler.endpoint.postgres.control.PostgresControlDialect;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.run.job.JobServices;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.run.service.RunService;
import dev.reconciler.run.service.RunServices;
import dev.reconciler.verify.cause.CauseFinder;
import dev.reconciler.verify.cause.CauseRule;
import dev.reconciler.verify.checksum.DigestSetting;
import dev.reconciler.verify.coverage.ScrubBudget;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.Patience;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Jdbi;

/** The windows of a live pipeline, and the processing of their findings: the record in the target, and the policy. */
record Verifiers(
        Jdbi jdbi,
        PostgresTargetStore store,
        WindowedPass pass,
        JdbiDiscrepancies discrepancies,
        CorrectionService corrections) {
    static final ControlDialect DIALECT = new PostgresControlDialect();

    static Verifiers of(Servers servers, LivePipeline live, String name, int parallelism, ExecutorService readers) {
        return of(servers, live, name, parallelism, readers, CorrectionPolicy.CAREFUL);
    }

    static Verifiers of(
            Servers servers,
            LivePipeline live,
            String name,
            int parallelism,
            ExecutorService readers,
            CorrectionPolicy policy) {
        InstantSource clock = InstantSource.system();
        Jdbi jdbi = Jdbi.create(servers.targetPool);
        Patience patience = RealTime.PATIENCE;
        WindowOpener opener = new WindowOpener(
                live.source,
                live.target,
                patience,
                Duration.ofSeconds(60),
                SnapshotAdmission.ALWAYS,
                WindowListener.NONE);
        WindowedPass pass = new WindowedPass(
                opener,
                new WindowedPass.Settings(parallelism, Duration.ofSeconds(60), Duration.ofSeconds(1)),
                readers,
                clock,
                patience,
                new ReentrantLock());
        JdbiDiscrepancies discrepancies =
                new JdbiDiscrepancies(jdbi, DIALECT, new JdbiAuditLog(jdbi, DIALECT, clock), clock);
        PostgresTargetStore store = new PostgresTargetStore(
                servers.targetPool, name, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());
        CorrectionService corrections = new CorrectionService(
                name,
                new Corrector(store, clock, () -> UUID.randomUUID().toString(), CorrectionHooks.NONE),
                discrepancies,
                new JdbiSuppressions(jdbi, DIALECT, clock),
                new JdbiJournal(jdbi, DIALECT, name),
                policy);
        return new Verifiers(jdbi, store, pass, discrepancies, corrections);
    }

    /** The services that record, explain and correct the findings of a pipeline of one table. */
    FindingServices findings(
            String name,
            LivePipeline live,
            MappedTable table,
            List<CauseRule> causes,
            DigestSetting digest,
            RunListener listener,
            Breaker.Limits breaker) {
        InstantSource clock = InstantSource.system();
        return new FindingServices(
                new Pipeline(name, List.of(table), TenantScope.all(), live.source, live.target).with(digest),
                new JdbiRuns(jdbi, DIALECT, clock),
                discrepancies,
                new CauseFinder(causes),
                corrections,
                Confirming.atOnce(clock),
                breaker,
                listener);
    }

    /** The runs of a pipeline of one table, which compares chunks as a daemon does by default. */
    RunService runs(
            String name,
            LivePipeline live,
            MappedTable table,
            List<CauseRule> causes,
            RunListener listener,
            long chunkRows,
            Breaker.Limits breaker) {
        return runs(name, live, table, DigestSetting.AUTO, causes, listener, chunkRows, breaker);
    }

    /** The runs of a pipeline of one table. */
    RunService runs(
            String name,
            LivePipeline live,
            MappedTable table,
            DigestSetting digest,
            List<CauseRule> causes,
            RunListener listener,
            long chunkRows,
            Breaker.Limits breaker) {
        InstantSource clock = InstantSource.system();
        FindingServices findings = findings(name, live, table, causes, digest, listener, breaker);
        CoverageKeeper coverage = new CoverageKeeper(
                findings.pipeline(),
                new JdbiCoverage(jdbi, DIALECT, clock),
                new JdbiChunks(jdbi, DIALECT, name, TenantScope.all()),
                findings.runs(),
                StreamTrust.ALWAYS,
                clock);
        return RunServices.create(
                new JobServices(findings, pass, coverage),
                Optional.of(live.filler),
                () -> new RuleBook(List.of(), List.of()),
                new JdbiRuleResults(jdbi, DIALECT, name),
                null,
                new RunServices.Settings(
                        chunkRows,
                        10_000,
                        SamplePlan.uniform(new SampleSize(0.99, 0.01)),
                        () -> 1,
                        new ScrubBudget(Duration.ofDays(7)),
                        Long.MAX_VALUE,
                        () -> UUID.randomUUID().toString()));
    }
}
