package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query written by a user over mapped tables, which it names without schema. In any query, such a name stands for the rows
 * of that table that are in scope.
 *
 * @param tables the tables that it names, see {@link QueryDescription#tables}
 * @param tenant the value of the placeholder {@code :tenant}; {@link TenantId#NONE} if the query does not name it
 * @param scope the tenants whose rows the query sees
 * @param replaced per table (by mapping id), rows that replace the table's own; on the target only
 * @param maxRows the largest number of result rows; a larger result is rejected
 * @param timeout the longest time of the query on the server, within the snapshot's limit; null for the snapshot's limit
 */
public record MappedQuery(
        String sql,
        List<MappedTable> tables,
        TenantId tenant,
        TenantScope scope,
        Map<String, Replaced> replaced,
        int maxRows,
        @Nullable Duration timeout) {
    public MappedQuery {
        tables = List.copyOf(tables);
        replaced = Map.copyOf(replaced);
    }

    /** A query over one tenant's rows, within the snapshot's limit of time. */
    public MappedQuery(
            String sql, List<MappedTable> tables, TenantId tenant, Map<String, Replaced> replaced, int maxRows) {
        this(sql, tables, tenant, TenantScope.of(tenant), replaced, maxRows, null);
    }

    /**
     * Some keys of a table with the rows that the query sees under them.
     *
     * @param keys the keys whose rows in the table are hidden
     * @param rows the rows seen instead, in the target's terms; rows of other tenants are left out
     */
    public record Replaced(Set<RowKey> keys, Collection<Row> rows) {
        public static final Replaced NOTHING = new Replaced(Set.of(), List.of());

        public Replaced {
            keys = Set.copyOf(keys);
            rows = List.copyOf(rows);
        }
    }
}
