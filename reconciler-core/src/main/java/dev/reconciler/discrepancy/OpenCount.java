package dev.reconciler.discrepancy;

/** How many discrepancies of a table are OPEN or IN_REVIEW. */
public record OpenCount(String table, DiscrepancyType type, Severity severity, long count) {}
