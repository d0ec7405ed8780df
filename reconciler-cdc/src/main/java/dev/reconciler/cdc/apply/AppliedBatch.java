package dev.reconciler.cdc.apply;

import dev.reconciler.position.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One committed batch.
 *
 * @param after the checkpoint's sequence before the batch
 * @param transactions source transactions in it, with and without changes of mapped rows
 * @param changes changes of mapped rows, by table and kind
 * @param replayed true if a write failed, so that parts were applied event by event
 * @param firstCommittedAt the source's earliest commit time of the batch's transactions
 * @param committedAt the source's commit time of the batch's last transaction
 */
public record AppliedBatch(
        Checkpoint checkpoint,
        long after,
        int transactions,
        Map<String, Changes> changes,
        boolean replayed,
        Instant firstCommittedAt,
        Instant committedAt,
        Duration took) {

    /**
     * Events of one table.
     *
     * @param skipped further events of keys that are not filled yet; the backfill reads their results
     * @param parked further events that were parked
     */
    public record Changes(long inserts, long updates, long deletes, long skipped, long parked) {}

    /** Events of all tables. */
    public long rows() {
        return changes.values().stream()
                .mapToLong(c -> c.inserts() + c.updates() + c.deletes())
                .sum();
    }
}
