package dev.reconciler.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data that a run covers.
 *
 * @param tables mapping ids; empty for all
 * @param tenants empty for all
 * @param rules names of business rules; empty for those that the job selects itself
 * @param changed the run verifies the rows that the stream changed in this span of time; null for all rows
 */
public record RunScope(
        List<String> tables,
        List<String> tenants,
        List<String> rules,
        @Nullable ChangedBetween changed) {
    public RunScope {
        tables = List.copyOf(tables);
        tenants = List.copyOf(tenants);
        rules = List.copyOf(rules);
    }

    public RunScope(List<String> tables, List<String> tenants, List<String> rules) {
        this(tables, tenants, rules, null);
    }

    public RunScope(List<String> tables, List<String> tenants) {
        this(tables, tenants, List.of());
    }
}
