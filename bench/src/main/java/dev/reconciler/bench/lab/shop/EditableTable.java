package dev.reconciler.bench.lab.shop;

import dev.reconciler.schema.TableRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The edits of one table's rows, by another application or as a row's last write. Conditions and expressions are SQL on a row
 * named {@code t}.
 *
 * @param tenant the tenant column; null if all tenants share the table
 * @param cold true for rows that the load never touches
 * @param childless true for rows without references to them
 * @param changes assignments, each of which changes the row, on both sides if both are written
 * @param newKey the columns by which a copy of a row is a new one, as formats of a new number and a new UUID
 */
public record EditableTable(
        TableRef ref,
        List<String> key,
        @Nullable String tenant,
        String cold,
        String childless,
        List<Fragment> changes,
        Rules rules,
        Map<String, String> newKey) {
    /**
     * The table in business rules.
     *
     * @param groups expressions by which a rule may group, besides key and tenant
     * @param disturbs further tables into whose rules a row enters
     */
    public record Rules(List<Fragment> groups, Set<String> disturbs) {
        static final Rules NONE = new Rules(List.of(), Set.of());
    }

    public String id() {
        return ref.toString();
    }

    /** The values, as text, by which a copy of a row is a new one. @param formats as in {@link #newKey} */
    public static Map<String, String> keyOf(Map<String, String> formats, long number, UUID id) {
        Map<String, String> values = new LinkedHashMap<>();
        formats.forEach((column, format) -> values.put(column, format.formatted(number, id)));
        return values;
    }
}
