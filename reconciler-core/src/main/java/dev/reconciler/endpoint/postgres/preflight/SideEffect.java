package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.schema.TableRef;

/**
 * A trigger or a rule that acts when a table is written.
 *
 * @param kind {@code TRIGGER} or {@code RULE}
 * @param always true if it acts whatever {@code session_replication_role} is
 * @param on the table, or the partition of it, that has it
 */
public record SideEffect(String kind, String name, boolean always, TableRef on) {}
