package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.text.Suggestions;
import dev.reconciler.yaml.Places;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Checks that the settings separate the canary's rows from all other rows. */
final class CanaryRules {
    private static final List<String> ROWS = List.of("from", "to");

    private final Places places;
    private final TableNames names;

    CanaryRules(Places places, TableNames names) {
        this.places = places;
        this.names = names;
    }

    /** @param tables the mapped tables of the file, by the mapping's name */
    void check(JsonNode tree, Map<String, JsonNode> tables) {
        JsonNode canary = tree.path("canary");
        if (!canary.isObject()) {
            JsonNode schedule = tree.path("schedules").path("canary");
            if (!schedule.isMissingNode() && !schedule.asText().equals("off")) {
                String fix = "add the section 'canary', or write off";
                places.problem(List.of("schedules", "canary"), "the section 'canary' is missing", fix);
            }
            return;
        }
        if (canary.has("tenant") == canary.has("keys")) {
            String fix = "write tenant: NAME, or for a table without tenants keys: {from: [KEY], to: [KEY]}";
            places.problem(List.of("canary"), "must have exactly one of tenant and keys", fix);
        }
        JsonNode table = canary.path("table");
        if (table.isTextual() && table.asText().matches("[^.]+(\\.[^.]+)?")) {
            mapped(names.target(table.asText()).toString(), tree, canary, tables);
        }
    }

    private void mapped(String name, JsonNode tree, JsonNode canary, Map<String, JsonNode> tables) {
        JsonNode table = tables.get(name);
        if (table == null) {
            String fix = Suggestions.nearest(name, tables.keySet())
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse("mapped target tables: " + String.join(", ", tables.keySet()));
            places.problem(List.of("canary", "table"), "no mapped target table has this name", fix);
            return;
        }
        boolean tenants = table.path("tenant").isObject();
        if (canary.has("tenant") && !tenants) {
            String fix = "name a range of keys: {from: [KEY], to: [KEY]}";
            places.problem(List.of("canary", "tenant"), name + " is mapped with tenant: none", fix);
        }
        if (canary.has("keys") && tenants) {
            places.problem(List.of("canary", "keys"), name + " has tenants", "name one: tenant: canary");
        }
        tenant(tree.path("tenants"), canary.path("tenant"));
        keys(table, canary);
    }

    private void tenant(JsonNode all, JsonNode tenant) {
        boolean carried = !all.isArray()
                || tenant.isMissingNode()
                || StreamSupport.stream(all.spliterator(), false)
                        .anyMatch(one -> one.asText().equals(tenant.asText()));
        if (!carried) {
            places.problem(List.of("canary", "tenant"), "is not in 'tenants'", "add it to 'tenants'");
        }
    }

    /** Checks the number of values against the number of key columns, if the file lists the key columns. */
    private void keys(JsonNode table, JsonNode canary) {
        int size = table.path("key").isArray()
                ? keyColumns(table)
                : canary.path("keys").path("from").size();
        for (String bound : ROWS) {
            JsonNode key = canary.path("keys").path(bound);
            if (key.isArray() && key.size() != size) {
                places.problem(List.of("canary", "keys", bound), "has " + values(key.size()), "write " + size);
            }
        }
        JsonNode extra = canary.path("extraKey");
        if (extra.isArray() && size > 0 && extra.size() != size) {
            places.problem(List.of("canary", "extraKey"), "has " + values(extra.size()), "write " + size);
        }
    }

    /** Constants in the target's key are no part of the mapping's key. */
    private static int keyColumns(JsonNode table) {
        return (int) StreamSupport.stream(table.path("key").spliterator(), false)
                .filter(column -> !table.path("constants").has(column.asText()))
                .count();
    }

    private static String values(int size) {
        return size == 1 ? "1 value" : size + " values";
    }
}
