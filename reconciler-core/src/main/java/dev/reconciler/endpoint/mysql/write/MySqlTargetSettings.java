package dev.reconciler.endpoint.mysql.write;

import java.time.Duration;

/**
 * Settings of the sessions that write the target.
 *
 * @param leaseTtl the time that a writer may be silent before another may take over; also renewed by each batch
 * @param lockTimeout the time that a statement waits for a lock; rounded up to whole seconds, at least one
 */
public record MySqlTargetSettings(Duration leaseTtl, Duration lockTimeout) {
    public static MySqlTargetSettings defaults() {
        return new MySqlTargetSettings(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /** The settings as one statement. The pool doesn't reset them, so that each transaction begins with it. */
    String sql() {
        return "SET SESSION foreign_key_checks = 1, innodb_lock_wait_timeout = "
                + Math.max(1, lockTimeout.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
