package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs users' queries over mapped tables in a snapshot: read-only, for one tenant, within the snapshot's time limits.
 *
 * <p>A session that fails otherwise throws {@link ReadFailedException}.
 */
public interface QueryReader {
    /**
     * What the query is and what is wrong with it. A query may read mapped tables only, by their names without schema: what
     * else it read would be of another tenant or of another time.
     *
     * @param mapped every table of the pipeline
     */
    QueryDescription describe(String sql, Collection<MappedTable> mapped, TenantId tenant);

    /**
     * All rows, their values in the order of the columns and in the engine's text form; null is SQL NULL.
     *
     * @throws QueryRefusedException if the server refuses this query (not if it can't be asked)
     */
    List<List<@Nullable String>> run(MappedQuery query);
}
