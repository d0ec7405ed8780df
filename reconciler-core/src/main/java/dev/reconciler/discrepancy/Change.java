package dev.reconciler.discrepancy;

/**
 * One discrepancy's change of state.
 *
 * @param version at which it is to be changed
 * @param note why, for the audit log
 */
public record Change(String id, int version, Settlement settlement, String actor, String note) {}
