package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.write.KeyedWrite.Delete;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Deletes by key what is in scope and belongs to the mapping. The tenant is the target row's: a delete's event may know the key alone. */
final class Deletes {
    private final Connection connection;
    private final RowLookup lookup;
    private final StatementLimits limits;

    Deletes(Connection connection, RowLookup lookup, StatementLimits limits) {
        this.connection = connection;
        this.lookup = lookup;
        this.limits = limits;
    }

    WriteResult delete(TableSql sql, TenantScope scope, List<Delete> deletes) throws SQLException {
        List<RowKey> keys = new ArrayList<>(deletes.stream().map(Delete::key).toList());
        List<RowKey> foreign = List.of();
        boolean isScoped = sql.table().hasTenants() && scope instanceof TenantScope.Tenants;
        if (isScoped || !sql.table().filter(Side.TARGET).isEmpty()) {
            ScopeRule rule = new ScopeRule(sql.table(), scope);
            foreign = lookup.existing(sql, keys).entrySet().stream()
                    .filter(row -> !rule.holds(row.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            keys.removeAll(foreign);
        }
        long written = 0;
        for (List<RowKey> some : limits.keys(sql, keys)) {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM " + sql.name() + " WHERE " + sql.oneOfKeys(some.size()))) {
                new Parameters(sql).keys(some).bind(statement);
                written += statement.executeLargeUpdate();
            }
        }
        return new WriteResult(written, List.of(), foreign);
    }
}
