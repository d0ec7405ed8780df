package dev.reconciler.endpoint.engine;

import dev.reconciler.schema.TableRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requirements of a pipeline on its target.
 *
 * @param stream the names of the stream from the target itself; null if there is none
 * @param writes true if the pipeline writes rows of the tables
 * @param replica true if rows are written as a replica writes them: no triggers, no foreign-key checks
 * @param control true if the target is the control database, too
 */
public record TargetDemand(
        String pipeline,
        @Nullable StreamNames stream,
        List<TableRef> tables,
        boolean writes,
        boolean replica,
        boolean control) {
    public TargetDemand {
        tables = List.copyOf(tables);
    }
}
