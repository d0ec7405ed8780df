package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.write.KeyedWrite.Delete;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Deletes by key what is in scope and belongs to the mapping. The tenant is the target row's: a delete's event may know the key alone. */
final class Deletes {
    private final Connection connection;
    private final RowLookup lookup;

    Deletes(Connection connection, RowLookup lookup) {
        this.connection = connection;
        this.lookup = lookup;
    }

    WriteResult delete(MappedTable table, TenantScope scope, List<Delete> deletes) throws SQLException {
        List<RowKey> keys = deletes.stream().map(Delete::key).toList();
        TableSql sql = new TableSql(table);
        String delete = "DELETE FROM " + sql.name() + " AS t USING " + sql.rows(true, List.of()) + " WHERE "
                + sql.sameKey() + " AND " + sql.inScope(scope);
        long written = Sql.update(
                connection,
                delete,
                new Parameters(table).keys(keys).scope(scope).values());
        List<RowKey> foreign =
                written < keys.size() && sql.guards(scope) ? lookup.foreign(table, scope, keys, null) : List.of();
        return new WriteResult(written, List.of(), foreign);
    }
}
