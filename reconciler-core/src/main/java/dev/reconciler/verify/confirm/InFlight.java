package dev.reconciler.verify.confirm;

import dev.reconciler.row.TenantId;
import java.time.Instant;

/**
 * Rows of one table and tenant that differed when they were last read, and are not proven to.
 *
 * @param rows how many
 * @param since when the oldest of them was first seen
 * @param changes how often the one of them that changes most was seen to change
 * @param overdue how many of them have been in flight for longer than they may
 */
public record InFlight(String table, TenantId tenant, long rows, Instant since, long changes, long overdue) {}
