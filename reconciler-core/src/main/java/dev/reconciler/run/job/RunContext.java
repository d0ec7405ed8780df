package dev.reconciler.run.job;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.Runs;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.CanaryMode;
import dev.reconciler.run.finding.FindingHandler;
import dev.reconciler.run.finding.MassDrift;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.changes.ChangeRecord;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A job's view of its run.
 *
 * @param about the run's part of the pipeline
 * @param done chunks that an interrupted run had finished
 * @param alive records a heartbeat; false if another process took over the run, so that this one must stop
 */
public record RunContext(
        Run run,
        JobKind job,
        JobServices services,
        About about,
        FindingHandler findings,
        List<ChunkDone> done,
        BooleanSupplier alive,
        MassDrift massDrift) {
    /**
     * A part of the pipeline.
     *
     * @param tables to verify, parents first
     * @param keys the range of each table
     * @param canary true for the canary's rows: then no result counts for tables, tenants and chunks
     */
    public record About(List<MappedTable> tables, TenantScope scope, KeyRange keys, boolean canary) {
        public About(List<MappedTable> tables, TenantScope scope) {
            this(tables, scope, KeyRange.ALL, false);
        }
    }

    /** The same run for another part of the pipeline. */
    public RunContext about(About part, CanaryMode mode) {
        return new RunContext(run, job, services, part, findings.with(mode), List.of(), alive, MassDrift.unlimited());
    }

    public void progress(String what, long done, long total) {
        listener().progress(run.id(), job, what, done, total);
    }

    public List<MappedTable> tables() {
        return about.tables();
    }

    public TenantScope scope() {
        return about.scope();
    }

    public KeyRange keys() {
        return about.keys();
    }

    public boolean canary() {
        return about.canary();
    }

    public Pipeline pipeline() {
        return services.pipeline();
    }

    public WindowedPass pass() {
        return services.pass();
    }

    public CoverageKeeper coverage() {
        return services.coverage();
    }

    public ChangeRecord changes() {
        return services.changes();
    }

    public Confirming confirming() {
        return services.findings().confirming();
    }

    public Runs runs() {
        return services.findings().runs();
    }

    public RunListener listener() {
        return services.findings().listener();
    }
}
