package dev.reconciler.discrepancy;

/** The cause of a discrepancy, as far as the evidence shows. Names are stable. */
public enum Cause {
    MISSED_EVENT,
    /** The publication did not carry the table, or not all of its partitions, for a while: events were never sent. */
    STREAM_GAP,
    ROGUE_WRITE,
    APPLY_FAILURE,
    SCHEMA_CHANGE,
    NORMALISATION,
    /** The target's collation takes two keys of the source for one. */
    KEY_COLLISION,
    CANARY,
    UNKNOWN
}
