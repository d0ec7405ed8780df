package dev.reconciler.relation;

import dev.reconciler.schema.Side;

/**
 * A change of a mapped table that produces no event and may have changed data.
 *
 * @param what the description for people, one sentence; names the partition or column
 * @param position of the source when the change was noticed: a comparison at a later fence came after the change
 */
public record RelationChange(String table, Side side, Kind kind, String what, String position) {
    /** The way in which events may have been missed. */
    public enum Kind {
        /** For a while the publication did not carry exactly the table's present relations. */
        GAP,
        /** The data may have been changed in place: rewritten, truncated or redefined. */
        REWRITE
    }
}
