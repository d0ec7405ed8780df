package dev.reconciler.targetstream;

import dev.reconciler.mapping.MappedTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tables of the pipeline that the target's stream carries beside the mapped ones, where the log has no messages and the server
 * no ids of transactions. In each, a change's key is the name of the pipeline.
 *
 * @param own each transaction of the pipeline that writes rows changes one of them, too
 * @param reach changed by each {@link TargetChanges#emit}; empty where the stream delivers emitted messages by itself
 */
public record StreamMarks(List<MappedTable> own, Optional<MappedTable> reach) {
    /** For a server that keeps the ids of the pipeline's transactions, and whose log takes messages. */
    public static final StreamMarks NONE = new StreamMarks(List.of(), Optional.empty());

    public StreamMarks {
        own = List.copyOf(own);
    }

    public List<MappedTable> tables() {
        return Stream.concat(own.stream(), reach.stream()).toList();
    }
}
