package dev.reconciler.endpoint.postgres.write;

import java.time.Duration;

/**
 * Settings of the sessions that write the target.
 *
 * @param leaseTtl the time that a writer may be silent before another may take over; also renewed by each batch
 * @param replicaRole write with {@code session_replication_role = replica}: no user triggers, no foreign-key checks. Needs the right
 * @param statementTimeout of every statement; zero for none
 * @param lockTimeout the time that a statement waits for a lock; zero for no limit
 */
public record PostgresTargetSettings(
        Duration leaseTtl, boolean replicaRole, Duration statementTimeout, Duration lockTimeout) {
    public static PostgresTargetSettings defaults() {
        return new PostgresTargetSettings(Duration.ofSeconds(10), false, Duration.ofMinutes(5), Duration.ofSeconds(30));
    }

    /** The settings as statements, for one transaction. */
    String sql() {
        return "SET LOCAL statement_timeout = " + statementTimeout.toMillis()
                + "; SET LOCAL lock_timeout = " + lockTimeout.toMillis()
                + (replicaRole ? "; SET LOCAL session_replication_role = replica" : "");
    }
}
