package dev.reconciler.correction.backfill;

/**
 * The plan of a backfill for a table.
 *
 * @param state the table's state: PENDING, FILLING, LIVE or PAUSED
 * @param rows of the source that are still to be filled, now
 */
public record FillPlan(String table, String state, long rows) {}
