package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.reconciler.mapping.transform.Expression;
import dev.reconciler.schema.TableRef;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlTree;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Notes what the schema can't find in the settings of a transform. */
final class TransformProblems {
    private static final java.util.regex.Pattern GROUP = java.util.regex.Pattern.compile("\\\\.|\\$(.?)");

    private final Places places;

    TransformProblems(Places places) {
        this.places = places;
    }

    /** @param sources the names of the source columns */
    void note(JsonNode transform, List<String> sources, List<String> path) {
        if (!transform.isObject() || transform.size() != 1) {
            return;
        }
        Map.Entry<String, JsonNode> only = transform.properties().iterator().next();
        List<String> at = YamlTree.child(path, only.getKey());
        switch (only.getKey()) {
            case "lookupTable" -> table(only.getValue(), at);
            case "utc" -> zone(only.getValue(), at);
            case "regexReplace" -> pattern(only.getValue(), at);
            case "split" -> split(only.getValue(), at);
            case "expression" -> expression(only.getValue(), sources, at);
            default -> {}
        }
    }

    private void table(JsonNode settings, List<String> path) {
        if (!TableRef.isName(settings.path("table").asText())) {
            places.problem(
                    YamlTree.child(path, "table"),
                    "is not a table name",
                    "write it like customer_ids, shop.customer_ids, '\"my.schema\".\"my.table\"'");
        }
    }

    /** The target's own stream holds values of the target, of which no entry may be known any more. */
    void noteStreamedTarget(JsonNode transform, List<String> path) {
        if (transform.has("lookupTable")) {
            places.problem(
                    YamlTree.child(path, "lookupTable"),
                    "is not possible beside target.stream, whose changes name rows by the target's own values",
                    "set target.stream: false, or map the column without a lookup table");
        }
    }

    /** Names of regions only: the servers read an offset with the opposite sign. */
    private void zone(JsonNode zone, List<String> path) {
        if (!ZoneId.getAvailableZoneIds().contains(zone.asText())) {
            places.problem(path, "is not a time zone", "write it like UTC, Europe/Berlin, Asia/Taipei");
        }
    }

    private void pattern(JsonNode settings, List<String> path) {
        try {
            int groups = Pattern.compile(settings.path("pattern").asText()).groupCount();
            if (!isReplacement(settings.path("replacement").asText(), groups)) {
                places.problem(
                        YamlTree.child(path, "replacement"),
                        "refers to a group that the pattern lacks",
                        "write $1 for the first of its groups, and \\$ for the sign");
            }
        } catch (PatternSyntaxException e) {
            places.problem(
                    YamlTree.child(path, "pattern"),
                    "is not a pattern (" + e.getMessage() + ")",
                    "write it in the syntax of RE2: no look-around, no back-references");
        }
    }

    private static boolean isReplacement(String replacement, int groups) {
        return !replacement.endsWith("\\")
                && GROUP.matcher(replacement)
                        .results()
                        .allMatch(found -> found.group(1) == null
                                || found.group(1).matches("[0-9]") && Integer.parseInt(found.group(1)) <= groups);
    }

    private void split(JsonNode settings, List<String> path) {
        if (settings.path("part").asInt() > settings.path("parts").asInt()) {
            places.problem(YamlTree.child(path, "part"), "is beyond the number of parts", "write at most 'parts'");
        }
    }

    private void expression(JsonNode text, List<String> sources, List<String> path) {
        try {
            Expression.parse(text.asText(), sources);
        } catch (IllegalArgumentException e) {
            places.problem(
                    path,
                    "is not an expression over " + String.join(", ", sources) + " ("
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")",
                    "write CEL, and list every column that it names in 'from'");
        }
    }
}
