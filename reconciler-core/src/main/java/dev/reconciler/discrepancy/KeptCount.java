package dev.reconciler.discrepancy;

/**
 * The number of a table's discrepancies that a person closed although source and target differ.
 *
 * @param kept by {@link DecisionKind#KEEP_TARGET} or {@link DecisionKind#CUSTOM_FIX}
 * @param accepted by {@link DecisionKind#ACCEPT}, until a date
 */
public record KeptCount(String table, long kept, long accepted) {}
