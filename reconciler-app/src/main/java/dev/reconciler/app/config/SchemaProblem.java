package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.reconciler.text.Suggestions;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Describes a validator's finding, with the fix. It never shows a value, which may be a secret.
 *
 * @param rule the part of the schema at the path
 */
record SchemaProblem(Error error, List<String> path, JsonNode rule) {

    void note(JsonNode tree, Places places) {
        switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(places);
            case "required" -> places.problem(YamlTree.child(path, error.getProperty()), "is missing", "add it");
            default -> places.problem(path, what(), fix());
        }
    }

    private void unknownKey(Places places) {
        String key = error.getProperty();
        List<String> known = names(rule.path("properties"));
        String fix = Suggestions.nearest(key, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> "known keys: " + String.join(", ", known));
        places.problem(YamlTree.child(path, key), "unknown key", fix);
    }

    private String what() {
        return switch (error.getKeyword()) {
            case "type" -> "must be " + types() + ", not " + kind(error.getInstanceNode());
            case "enum" -> "is not an allowed value";
            case "pattern" -> "has the wrong form";
            case "minimum", "maximum" -> "is out of range";
            case "minItems", "minLength", "minProperties" -> "is empty";
            default -> String.valueOf(error.getMessage());
        };
    }

    private String fix() {
        if (rule.has("enum")) {
            return "write one of " + list(rule.path("enum"));
        }
        if (rule.has("examples")) {
            return "write a value like " + list(rule.path("examples"));
        }
        if (rule.has("minimum") && rule.has("maximum")) {
            return "write a number from " + rule.path("minimum") + " to " + rule.path("maximum");
        }
        if (rule.has("minimum")) {
            return "write a number of at least " + rule.path("minimum");
        }
        if (rule.has("properties")) {
            return "known keys: " + String.join(", ", names(rule.path("properties")));
        }
        return error.getKeyword().startsWith("min") ? "write a value" : "write " + types();
    }

    private String types() {
        JsonNode type = rule.path("type");
        List<String> words = new ArrayList<>();
        if (type.isArray()) {
            type.forEach(one -> words.add(word(one.asText())));
        } else {
            words.add(word(type.asText()));
        }
        return String.join(" or ", words);
    }

    private static String word(String type) {
        return switch (type) {
            case "object" -> "a group of keys";
            case "array" -> "a list";
            case "boolean" -> "true or false";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "null" -> "nothing";
            default -> "text";
        };
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "a group of keys";
            case ARRAY -> "a list";
            case BOOLEAN -> "true or false";
            case NUMBER -> value.isIntegralNumber() ? "a whole number" : "a number";
            case NULL, MISSING -> "nothing";
            case STRING, BINARY -> "text";
        };
    }

    private static String list(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return texts.stream().collect(Collectors.joining(", "));
    }

    private static List<String> names(JsonNode properties) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
