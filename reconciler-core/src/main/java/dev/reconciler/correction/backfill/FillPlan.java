package dev.reconciler.correction.backfill;

/**
 * What a backfill would do with a table.
 *
 * @param state how far it is: PENDING, FILLING, LIVE or PAUSED
 * @param rows of the source that are still to be filled, now
 */
public record FillPlan(String table, String state, long rows) {}
