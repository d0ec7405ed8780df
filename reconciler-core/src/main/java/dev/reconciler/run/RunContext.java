package dev.reconciler.run;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a job needs of its run.
 *
 * @param tables to verify, parents first
 * @param done chunks that an interrupted run had finished already
 * @param alive says that the run's process lives; false if the run was taken from it, and it must stop
 */
record RunContext(
        Run run,
        JobKind job,
        Pipeline pipeline,
        List<MappedTable> tables,
        TenantScope scope,
        List<ChunkDone> done,
        WindowedPass pass,
        FindingHandler findings,
        Confirming confirming,
        CoverageKeeper coverage,
        Runs runs,
        RunListener listener,
        BooleanSupplier alive) {
    void progress(String what, long done, long total) {
        listener.progress(run.id(), job, what, done, total);
    }
}
