package dev.reconciler.position;

/**
 * The point in the source's log that the target is a copy of, stored in the target in the same transaction as the data.
 *
 * @param epoch the lease generation of the writer that may advance it
 * @param sequence number of the last applied source transaction that changed mapped rows: counted by the pipeline from 1 in
 *     source commit order, never reused, so that ledger, pins and corrections can order by it on any engine
 * @param position the source's log position up to which everything is applied; may advance without the sequence
 */
public record Checkpoint(long epoch, long sequence, Position position) {}
