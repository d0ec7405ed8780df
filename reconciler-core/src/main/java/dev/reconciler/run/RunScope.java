package dev.reconciler.run;

import java.util.List;

/**
 * The data that a run covers.
 *
 * @param tables mapping ids; empty for all
 * @param tenants empty for all
 */
public record RunScope(List<String> tables, List<String> tenants) {
    public RunScope {
        tables = List.copyOf(tables);
        tenants = List.copyOf(tenants);
    }
}
