package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.read.MappedQuery;
import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users' queries on MySQL and MariaDB, which can't be run yet: each has this as its problem. */
public final class RefusedQueries implements QuerySession {
    private static final String PROBLEM = "rules can't be evaluated on MySQL and MariaDB yet; write rules: none";

    @Override
    public QueryDescription describe(String sql, Collection<MappedTable> mapped, TenantId tenant) {
        return new QueryDescription(List.of(PROBLEM), List.of(), false, List.of());
    }

    @Override
    public List<List<@Nullable String>> run(MappedQuery query) {
        throw new QueryRefusedException(PROBLEM, null);
    }

    /** It holds nothing. */
    @Override
    public void close() {}
}
