package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values for the parameters of {@link TableSql}'s parts, in the order in which the parts appear. */
final class Parameters {
    private final List<Object> values = new ArrayList<>();
    private final MappedTable table;

    Parameters(MappedTable table) {
        this.table = table;
    }

    Parameters keys(List<RowKey> keys) {
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

    Parameters rows(List<Row> rows, List<Integer> columns) {
        for (int column : columns) {
            List<@Nullable String> texts = new ArrayList<>(rows.size());
            for (Row row : rows) {
                texts.add(row.value(column));
            }
            array(texts);
        }
        return this;
    }

    Parameters scope(TenantScope scope) {
        if (table.hasTenants() && scope instanceof TenantScope.Tenants tenants) {
            LogicalType type =
                    table.columns().get(table.tenant()).target().type().logical();
            array(tenants.values().stream().map(type::literal).toList());
        }
        return this;
    }

    Object[] values() {
        return values.toArray();
    }

    private void array(List<? extends @Nullable String> texts) {
        values.add(new Sql.Untyped(Arrays.literal(texts)));
    }
}
