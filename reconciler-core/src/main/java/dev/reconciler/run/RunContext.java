package dev.reconciler.run;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
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
record RunContext(
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
    RunContext of(CanaryScope rows, CanaryMode mode) {
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
