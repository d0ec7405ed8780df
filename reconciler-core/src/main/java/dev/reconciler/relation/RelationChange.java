package dev.reconciler.relation;

/**
 * A change of a mapped table that no event tells, and that is not known to have left the data alone.
 *
 * @param what for people, one sentence; names the partition or column
 * @param position of the source when the change was noticed: whatever was compared at a later fence was compared after the change
 */
public record RelationChange(String table, RelationSide side, Kind kind, String what, String position) {
    /** How events may have been missed. */
    public enum Kind {
        /** For a while the publication did not carry exactly the table's present relations. */
        GAP,
        /** The data may have been changed in place: rewritten, truncated or defined anew. */
        REWRITE
    }
}
