package dev.reconciler.discrepancy;

/**
 * How many discrepancies of a table are closed although source and target differ, because a person decided so.
 *
 * @param kept by {@link DecisionKind#KEEP_TARGET} or {@link DecisionKind#CUSTOM_FIX}
 * @param accepted by {@link DecisionKind#ACCEPT}, until a date
 */
public record KeptCount(String table, long kept, long accepted) {}
