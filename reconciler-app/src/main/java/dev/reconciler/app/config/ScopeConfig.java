package dev.reconciler.app.config;

import dev.reconciler.mapping.TenantScope;
import java.util.List;

/**
 * The data that a pipeline keeps in step: its tenants' rows in its tables.
 *
 * @param exclude source columns of any table that are not mapped
 */
public record ScopeConfig(TenantScope tenants, List<TableConfig> tables, List<ColumnPattern> exclude) {
    public ScopeConfig {
        tables = List.copyOf(tables);
        exclude = List.copyOf(exclude);
    }
}
