package dev.reconciler.app.config;

import static dev.reconciler.yaml.YamlTree.child;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.mapping.SharedTargets;
import dev.reconciler.schema.TableRef;
import dev.reconciler.yaml.Places;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that mappings of one target table have names of their own, and constants that tell their rows apart. */
final class SharedTargetRules {
    private final Places places;
    private final JsonNode tables;
    private final TableNames names;
    private final boolean streamsTarget;
    private final Map<TableRef, Integer> byName = new HashMap<>();
    private final Map<TableRef, Integer> byTarget = new HashMap<>();

    SharedTargetRules(Places places, JsonNode tables, TableNames names, boolean streamsTarget) {
        this.places = places;
        this.tables = tables;
        this.names = names;
        this.streamsTarget = streamsTarget;
    }

    /** Checks a mapping against those before it. */
    void check(int index, List<String> path) {
        JsonNode table = tables.get(index);
        TableRef target = names.target(table);
        Integer named = byName.putIfAbsent(names.mapping(table), index);
        Integer first = byTarget.putIfAbsent(target, index);
        if (named != null) {
            boolean isOwn = table.has("name");
            places.problem(
                    child(path, isOwn ? "name" : targetKey(table)),
                    names.mapping(table) + (isOwn ? " is the name of another mapping" : " is mapped twice")
                            + " (tables[" + named + "])",
                    isOwn
                            ? "write a name of its own"
                            : "keep one of the mappings; if each fills its own part of the table, give this one a 'name', and"
                                    + " both another value in 'constants' for a column of the target's key");
        } else if (first != null) {
            shared(index, target, path);
        }
    }

    private void shared(int index, TableRef target, List<String> path) {
        JsonNode table = tables.get(index);
        for (int i = 0; i < index; i++) {
            if (target(tables.get(i)).filter(target::equals).isPresent() && !areApart(tables.get(i), table)) {
                places.problem(
                        child(path, table.path("constants").isEmpty() ? targetKey(table) : "constants"),
                        "tables[" + i + "] fills " + target + " too, and no constant tells their rows apart",
                        "write in both another value for a column of the target's key, as in constants: {shard: a}; one that differs"
                                + " in more than case and trailing blanks");
            }
        }
        if (streamsTarget) {
            places.problem(
                    child(path, targetKey(table)),
                    target + " has several mappings, and the target's stream does not tell their rows apart",
                    "remove target.stream, or map this table in a pipeline of its own");
        }
    }

    private Optional<TableRef> target(JsonNode table) {
        return TableRef.isName(table.path("source").asText()) ? Optional.of(names.target(table)) : Optional.empty();
    }

    private static boolean areApart(JsonNode one, JsonNode other) {
        return one.path("constants").properties().stream().anyMatch(constant -> {
            JsonNode value = other.path("constants").path(constant.getKey());
            return value.isValueNode()
                    && SharedTargets.areApart(
                            value.asText(), constant.getValue().asText());
        });
    }

    /** The key of the file that names the target table. */
    private static String targetKey(JsonNode table) {
        return table.has("target") ? "target" : "source";
    }
}
