package dev.reconciler.relation;

import dev.reconciler.schema.Side;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The durable record of the last known facts, and of changes until they are settled; shared by all processes of a pipeline. */
public interface RelationJournal {
    /** The last known facts by table id; a table that was never noted is absent. */
    Map<String, RelationFacts> known(Side side);

    /**
     * Replaces the known facts and adds the change, both or neither.
     *
     * @param before the facts that {@code now} was compared with; null if there were none
     * @param change null if the difference needs no verification
     * @return false if another process has noted different facts meanwhile: nothing was written, compare again
     */
    boolean note(
            Side side,
            String table,
            @Nullable RelationFacts before,
            RelationFacts now,
            @Nullable RelationChange change);

    /** The changes since which the table has not been verified, oldest first. */
    List<RelationChange> unsettled();

    /** Last known facts of one table. */
    Optional<RelationFacts> known(Side side, String table);

    /** Removes these changes: every row of the table was compared after them. */
    void settle(List<RelationChange> changes);
}
