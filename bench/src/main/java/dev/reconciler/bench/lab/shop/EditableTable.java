package dev.reconciler.bench.lab.shop;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one table can be edited, behind the application's back or for the last time. Conditions and expressions are SQL on
 * a row that is called {@code t}.
 *
 * @param tenant the tenant column; null where all tenants share the table
 * @param cold holds for rows that the load never touches
 * @param childless holds for rows that nothing refers to
 * @param changes assignments, each of which changes the row, on both sides if both are written
 * @param groups what a business rule may group by, besides key and tenant
 * @param disturbs further tables into whose rules a row enters
 * @param newKey JSON that makes a copy of a row another row, from a number and a UUID that are new
 */
public record EditableTable(
        String schema,
        String name,
        List<String> key,
        @Nullable String tenant,
        String cold,
        String childless,
        List<String> changes,
        List<String> groups,
        Set<String> disturbs,
        String newKey) {
    public String id() {
        return schema + "." + name;
    }
}
