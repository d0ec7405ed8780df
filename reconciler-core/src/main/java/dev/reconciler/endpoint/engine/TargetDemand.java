package dev.reconciler.endpoint.engine;

import dev.reconciler.schema.TableRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline asks of its target.
 *
 * @param stream of the stream from the target itself; null if there is none
 * @param writes whether the pipeline writes rows of the tables
 * @param replica whether rows are written as a replica writes them: no triggers, no foreign-key checks
 */
public record TargetDemand(
        String pipeline, @Nullable StreamNames stream, List<TableRef> tables, boolean writes, boolean replica) {
    public TargetDemand {
        tables = List.copyOf(tables);
    }
}
