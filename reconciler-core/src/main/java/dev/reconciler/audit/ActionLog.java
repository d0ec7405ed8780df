package dev.reconciler.audit;

/** Adds the actions that people take outside the control store to the audit chain. */
public interface ActionLog {
    /** Fails if the chain can't be reached now. Called before an action that must not happen without an entry. */
    void requireReachable();

    /** Adds one entry, in a transaction of its own. */
    void record(AuditRecord record);
}
