package dev.reconciler.cdc.targetstream;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.StreamMarks;
import java.util.Set;
import java.util.stream.Collectors;

/** Recognizes one pipeline's {@link StreamMarks} among the events of the target's stream. */
public final class MarkReader {
    private final Set<String> own;
    private final Set<String> reach;
    private final RowKey pipeline;

    public MarkReader(StreamMarks marks, String pipeline) {
        this.own = marks.own().stream().map(MappedTable::id).collect(Collectors.toUnmodifiableSet());
        this.reach = marks.reach().map(MappedTable::id).stream().collect(Collectors.toUnmodifiableSet());
        this.pipeline = RowKey.of(pipeline);
    }

    /** Returns whether the stream delivers emitted messages by itself, as transactions without events. */
    boolean areMessages() {
        return reach.isEmpty();
    }

    /** Returns whether the event shows that its transaction is one of the pipeline's own writers. */
    boolean isOwn(ChangeEvent event) {
        return own.contains(event.table()) && isOfPipeline(event);
    }

    boolean isEmitted(ChangeEvent event) {
        return reach.contains(event.table()) && isOfPipeline(event);
    }

    /** A deletion is not counted: pruning deletes entries of the journal. */
    private boolean isOfPipeline(ChangeEvent event) {
        return event instanceof Insert insert && insert.key().equals(pipeline)
                || event instanceof Update update && update.key().equals(pipeline);
    }
}
