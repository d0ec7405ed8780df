package dev.reconciler.report;

/** The activity of one table. */
public record TableActivity(String table, ActivityCounts counts) {}
