package dev.reconciler.endpoint.write;

import dev.reconciler.row.RowKey;
import java.util.List;

/**
 * What a bulk write did.
 *
 * @param written rows that the server says it wrote
 * @param absent keys of updates and moves (never of deletes) that found no row
 * @param foreign keys whose existing row belongs to another tenant or to one out of scope: nothing was written there
 */
public record WriteResult(long written, List<RowKey> absent, List<RowKey> foreign) {}
