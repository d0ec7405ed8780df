package dev.reconciler.discrepancy;

/**
 * One discrepancy's change of state.
 *
 * @param version the version that the change expects
 * @param note the reason, for the audit log
 */
public record Change(String id, int version, Settlement settlement, String actor, String note) {}
