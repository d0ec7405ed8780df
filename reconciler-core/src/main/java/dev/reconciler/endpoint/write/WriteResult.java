package dev.reconciler.endpoint.write;

import dev.reconciler.row.RowKey;
import java.util.List;

/**
 * The result of a bulk write.
 *
 * @param written rows that the server reports as written
 * @param absent keys of updates and moves (never of deletes) that found no row
 * @param foreign keys whose existing row belongs to another tenant, to one out of scope or not to the mapping; these rows were not
 *     written
 */
public record WriteResult(long written, List<RowKey> absent, List<RowKey> foreign) {}
