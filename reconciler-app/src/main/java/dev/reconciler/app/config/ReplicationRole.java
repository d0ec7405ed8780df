package dev.reconciler.app.config;

/** The writer's {@code session_replication_role}. */
public enum ReplicationRole {
    /** Triggers fire and foreign keys are checked. */
    ORIGIN,
    /** Triggers don't fire and foreign keys are not checked; needs the right to set the parameter. */
    REPLICA
}
