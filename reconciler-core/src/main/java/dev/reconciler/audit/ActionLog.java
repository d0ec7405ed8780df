package dev.reconciler.audit;

/** Puts on the audit chain what people do outside the control store. */
public interface ActionLog {
    /** Fails if the chain can't be reached now: called before an action that must not stay without an entry. */
    void requireReachable();

    /** Adds one entry, in a transaction of its own. */
    void record(AuditRecord record);
}
