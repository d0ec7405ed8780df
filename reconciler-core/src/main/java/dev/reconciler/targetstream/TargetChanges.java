package dev.reconciler.targetstream;

import dev.reconciler.position.Position;
import dev.reconciler.row.RowKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One pipeline's record of writes to the target, as the target's own log has them; durable. */
public interface TargetChanges {
    /** @param from after it and up to {@code through}, every change of a mapped key is known */
    record Known(Position from, Position through) {}

    /** How far it is; empty if no stream was begun. */
    Optional<Known> known();

    /**
     * Records changes and the position up to which they are all, in one transaction. What is on record already stays.
     *
     * @param pieces of one or more transactions, in the log's order
     * @param at a time not before any of their commits
     */
    void record(Iterable<List<TargetChange>> pieces, Position through, Instant at);

    /** What was committed up to there may have changed keys that nobody can name: the record begins anew. */
    void forgetUpTo(Position position);

    /** Notes where the target's log and the ledger are now. */
    void mark(InstantSource clock);

    /**
     * Where both were.
     *
     * @param sequence every source change that was recorded in the ledger after {@code at} has a greater one
     * @param position every write to the target that was committed after {@code at} has a greater one
     */
    record Mark(long sequence, Position position, Instant at) {}

    /** The latest mark that is no later than that, if everything after it is known. */
    Optional<Mark> markedBy(Instant latest);

    /** Those of the keys that a transaction touched which was committed after that position, own corrections too. */
    Set<RowKey> touchedAfter(String table, Collection<RowKey> keys, Position position);

    /**
     * A change that is to be judged.
     *
     * @param own whether the pipeline's own writers made it
     * @param last whether none of the key is known after it
     */
    record Due(TargetChange change, boolean own, boolean last) {}

    /** The oldest that were recorded by then and not judged, and whose transactions everybody sees. */
    List<Due> due(Instant recorded, int limit);

    void judged(Collection<Due> judged);

    /**
     * Up to when the target's writes are on record and judged, by this process's clock and to a mark's distance: for people, who are to see
     * that it stands still. Empty before the first mark.
     */
    Optional<Instant> judgedThrough();

    /**
     * The last known write of a key.
     *
     * @param own whether the pipeline's own writers made it
     * @param since sequence of the ledger: entries up to it were recorded more than the settle time before this write; -1 if that is
     *     not known
     */
    record Last(TargetChange change, boolean own, long since) {}

    /** Of each key that has one since the record began. */
    Map<RowKey, Last> last(String table, Collection<RowKey> keys, Duration settle);

    /** Forgets what was judged and recorded before that, and the marks from before it. */
    void prune(Instant before);

    /** Writes a message into the target's log: what a snapshot holds that exists already was committed before the returned position. */
    Position emit();
}
