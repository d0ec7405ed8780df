package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The source, for reading. */
public interface SourceDatabase extends TableShape, DigestProbe, BlockingSnapshots {
    SourceSnapshot openSnapshot();

    /**
     * Returns whether {@link ReadSnapshot#openReader} opens a further session on the same snapshot, so that all readers of a
     * window can share one. If not, each reader needs its own snapshot.
     */
    boolean exportsSnapshots();

    /** The log's write position now: everything visible to an existing snapshot is at or before it. */
    Position writePosition();

    /** Writes a mark into the source's log, so that the stream soon delivers a position at or after {@link #writePosition}
     * even if the source is idle. Changes no data. */
    void mark(String label);

    /**
     * The reason why the content of a snapshot is not proven at present ({@link SnapshotContent#isProven}), for people; empty if it is.
     */
    default Optional<String> unproven() {
        return Optional.empty();
    }

    /** The content of a snapshot taken now and not kept. */
    SnapshotContent probe();

    /** Known answers of the native digest; empty if the engine has none. */
    @Override
    default Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        return Map.of();
    }
}
