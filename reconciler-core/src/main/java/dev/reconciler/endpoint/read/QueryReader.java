package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs users' queries over mapped tables in a snapshot: read-only, for one tenant, within the snapshot's time limits.
 *
 * <p>Any other failure of the session is a {@link ReadFailedException}.
 */
public interface QueryReader {
    /** The SQL of this side's server, for queries that are written for it. */
    QueryDialect dialect();

    /**
     * Describes the query and its problems. A query may only read mapped tables, by their names without schema: any other object
     * could hold data of another tenant or another time.
     *
     * @param mapped every table of the pipeline
     */
    QueryDescription describe(String sql, Collection<MappedTable> mapped, TenantId tenant);

    /**
     * All rows, their values in the order of the columns and in the engine's text form; null is SQL NULL.
     *
     * @throws QueryRefusedException if the server rejects this query (not if the server is unreachable)
     */
    List<List<@Nullable String>> run(MappedQuery query);
}
