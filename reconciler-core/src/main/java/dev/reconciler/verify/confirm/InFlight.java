package dev.reconciler.verify.confirm;

import dev.reconciler.row.TenantId;
import java.time.Instant;

/**
 * Rows of one table and tenant that differed at their last reading, and are not proven to differ.
 *
 * @param rows the number of rows
 * @param since the first reading of the oldest row
 * @param changes the number of changes of the row that changed most
 * @param overdue the number of rows in flight for longer than the limit
 */
public record InFlight(String table, TenantId tenant, long rows, Instant since, long changes, long overdue) {}
