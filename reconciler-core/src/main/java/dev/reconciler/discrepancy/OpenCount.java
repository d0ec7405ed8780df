package dev.reconciler.discrepancy;

/** The number of a table's discrepancies that are OPEN or IN_REVIEW. */
public record OpenCount(String table, DiscrepancyType type, Severity severity, long count) {}
