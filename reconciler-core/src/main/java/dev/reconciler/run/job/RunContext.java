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
import dev.reconciler.verify.canary.CanaryScope;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a job needs of its run.
 *
 * @param tables to verify, parents first
 * @param keys the part of each table that the run is about
 * @param canary whether it is about the canary's rows: then nothing of it counts for tables, tenants and chunks
 * @param done chunks that an interrupted run had finished already
 * @param alive says that the run's process lives; false if the run was taken from it, and it must stop
 */
public record RunContext(
        Run run,
        JobKind job,
        Pipeline pipeline,
        List<MappedTable> tables,
        TenantScope scope,
        KeyRange keys,
        boolean canary,
        List<ChunkDone> done,
        WindowedPass pass,
        FindingHandler findings,
        Confirming confirming,
        CoverageKeeper coverage,
        Runs runs,
        RunListener listener,
        BooleanSupplier alive,
        MassDrift massDrift) {
    /** The same run, about the canary's rows alone. */
    public RunContext of(CanaryScope rows, CanaryMode mode) {
        return new RunContext(
                run,
                job,
                pipeline,
                List.of(rows.table()),
                rows.tenants(),
                rows.keys(),
                true,
                List.of(),
                pass,
                findings.with(mode),
                confirming,
                coverage,
                runs,
                listener,
                alive,
                MassDrift.unlimited());
    }

    void progress(String what, long done, long total) {
        listener.progress(run.id(), job, what, done, total);
    }
}
