package dev.reconciler.app.config;

/** The writer's {@code session_replication_role}. */
public enum ReplicationRole {
    /** Triggers fire and foreign keys are checked. */
    ORIGIN,
    /** Neither; needs the privilege to set the parameter. */
    REPLICA
}
