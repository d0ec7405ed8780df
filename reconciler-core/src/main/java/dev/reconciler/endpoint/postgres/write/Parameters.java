package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds the parameters of {@link TableSql}'s parts, in the order in which the parts appear. */
final class Parameters {
    private final PreparedStatement statement;
    private final MappedTable table;
    private int at;

    Parameters(PreparedStatement statement, MappedTable table) {
        this.statement = statement;
        this.table = table;
    }

    Parameters keys(List<RowKey> keys) throws SQLException {
        List<LogicalType> types = table.keyTypes();
        for (int k = 0; k < types.size(); k++) {
            List<@Nullable String> texts = new ArrayList<>(keys.size());
            for (RowKey key : keys) {
                texts.add(types.get(k).literal(key.parts().get(k)));
            }
            array(texts);
        }
        return this;
    }

    Parameters rows(List<Row> rows, List<Integer> columns) throws SQLException {
        for (int column : columns) {
            List<@Nullable String> texts = new ArrayList<>(rows.size());
            for (Row row : rows) {
                texts.add(row.value(column));
            }
            array(texts);
        }
        return this;
    }

    Parameters scope(TenantScope scope) throws SQLException {
        if (table.hasTenants() && scope instanceof TenantScope.Tenants tenants) {
            LogicalType type =
                    table.columns().get(table.tenant()).target().type().logical();
            array(tenants.values().stream().map(type::literal).toList());
        }
        return this;
    }

    private void array(List<? extends @Nullable String> texts) throws SQLException {
        statement.setObject(++at, Arrays.literal(texts), Types.OTHER);
    }
}
