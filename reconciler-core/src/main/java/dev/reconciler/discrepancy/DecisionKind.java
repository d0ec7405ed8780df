package dev.reconciler.discrepancy;

/** A person's decision about a discrepancy. The names are part of the API and of the audit log. */
public enum DecisionKind {
    /** The target's row was made equal to the source's. */
    APPLY_SOURCE,
    /** Nothing was written: both rows are accepted as they are. */
    KEEP_TARGET,
    /** The target's row got values that a person typed. */
    CUSTOM_FIX,
    /** Nothing was written: both rows are accepted as they are, until a date. */
    ACCEPT;

    /** Returns whether source and target may differ after the decision was carried out. */
    public boolean leavesDifference() {
        return this != APPLY_SOURCE;
    }
}
