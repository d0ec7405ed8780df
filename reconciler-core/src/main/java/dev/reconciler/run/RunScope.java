package dev.reconciler.run;

import java.util.List;

/**
 * The data that a run covers.
 *
 * @param tables mapping ids; empty for all
 * @param tenants empty for all
 * @param rules names of business rules; empty for those that the job selects itself
 */
public record RunScope(List<String> tables, List<String> tenants, List<String> rules) {
    public RunScope {
        tables = List.copyOf(tables);
        tenants = List.copyOf(tenants);
        rules = List.copyOf(rules);
    }

    public RunScope(List<String> tables, List<String> tenants) {
        this(tables, tenants, List.of());
    }
}
