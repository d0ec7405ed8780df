package dev.reconciler.targetstream;

import dev.reconciler.position.Position;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One pipeline's durable record of the writes to the target, from the target's own log. */
public interface TargetChanges {
    /** The recorded part of the log: every change of a mapped key after {@code from}, up to {@code through}. */
    record Known(Position from, Position through) {}

    /** The recorded part of the log; empty if no stream was started. */
    Optional<Known> known();

    /**
     * Records changes together with the position up to which they are complete, in one transaction. Changes recorded before are
     * kept.
     *
     * @param pieces of one or more transactions, in the log's order
     * @param own those of the transactions that the stream shows to be the pipeline's own ({@link StreamMarks})
     * @param at a time at or after each of their commits
     */
    void record(Iterable<List<TargetChange>> pieces, Set<TransactionId> own, Position through, Instant at);

    /** Restarts the record after the position, because transactions up to there may have changed unknown keys. */
    void forgetUpTo(Position position);

    /** Records the current positions of the target's log and of the ledger. */
    void mark(InstantSource clock);

    /**
     * Positions of the ledger and of the target's log at a time.
     *
     * @param sequence less than that of each source change which the ledger recorded after {@code at}
     * @param position less than that of each write to the target which was committed after {@code at}
     */
    record Mark(long sequence, Position position, Instant at) {}

    /** The latest mark at or before that time; empty if the record does not reach back to it. */
    Optional<Mark> markedBy(Instant latest);

    /** The keys that transactions after that position changed, the pipeline's own corrections included. */
    Set<RowKey> touchedAfter(String table, Collection<RowKey> keys, Position position);

    /**
     * A change that is pending.
     *
     * @param own true if the pipeline's own writers made it
     * @param last true if it is the last recorded change of its key
     */
    record Due(TargetChange change, boolean own, boolean last) {}

    /** The oldest pending changes that were recorded by that time and whose transactions are visible to every new snapshot. */
    List<Due> due(Instant recorded, int limit);

    /** Ends the pending state of the changes. */
    void judged(Collection<Due> judged);

    /**
     * The time up to which the target's writes are recorded and judged, by this process's clock and to the precision of a mark; for
     * monitoring. Empty before the first mark.
     */
    Optional<Instant> judgedThrough();

    /**
     * The last recorded write of a key.
     *
     * @param own true if the pipeline's own writers made it
     * @param since sequence of the ledger: entries up to it were recorded more than the settle time before this write; -1 if
     *     unknown
     */
    record Last(TargetChange change, boolean own, long since) {}

    /** The last write of each key that has one since the record began. */
    Map<RowKey, Last> last(String table, Collection<RowKey> keys, Duration settle);

    /** Deletes changes that were recorded before that time and judged, and marks from before it. */
    void prune(Instant before);

    /** Writes a message into the target's log; everything that an existing snapshot shows was committed before the returned position. */
    Position emit();
}
