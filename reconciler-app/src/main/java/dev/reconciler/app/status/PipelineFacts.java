package dev.reconciler.app.status;

import dev.reconciler.app.schedule.JobWatch;
import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.cdc.apply.parked.ParkedQueue;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.Problems;
import java.util.List;

/**
 * The sources of the pipeline's status except its streams.
 *
 * @param tables mapped, parents first
 * @param setup of the stream from the source
 */
public record PipelineFacts(
        List<MappedTable> tables,
        TableStates states,
        ParkedQueue parked,
        StreamSetup setup,
        UnmappedSources unmapped,
        JobWatch jobs,
        Problems problems) {
    public PipelineFacts {
        tables = List.copyOf(tables);
    }
}
