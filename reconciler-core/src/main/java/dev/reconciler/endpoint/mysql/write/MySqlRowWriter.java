package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.ForeignKey;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Rows of a MySQL or MariaDB target. */
final class MySqlRowWriter implements RowWriter {
    MySqlRowWriter(Connection connection, MySqlKind kind) {}

    @Override
    public Map<RowKey, Row> lock(MappedTable table, Collection<RowKey> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WriteResult write(MappedTable table, TenantScope scope, List<? extends KeyedWrite> writes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> rows) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long insertAbsent(MappedTable table, TenantScope scope, List<Row> rows) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean changeTenant(MappedTable table, TenantId from, Row row) {
        throw new UnsupportedOperationException();
    }
}
