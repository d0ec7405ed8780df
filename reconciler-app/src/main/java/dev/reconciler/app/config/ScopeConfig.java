package dev.reconciler.app.config;

import dev.reconciler.mapping.TenantScope;
import java.util.List;

/** The data that a pipeline keeps in step: its tenants' rows in its tables. */
public record ScopeConfig(TenantScope tenants, List<TableConfig> tables) {
    public ScopeConfig {
        tables = List.copyOf(tables);
    }
}
